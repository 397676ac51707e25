import type { Test } from 'tap';
import { type RunningGateway, startGateway, temporaryFolder, writeFiles } from '../../helpers/gateway.js';
import { type ScimClient, scimClient } from '../../helpers/scim-client.js';

/** The options for the employees API; what each test needs besides is merged in. */
export function employeesOptions(url: string): { readonly [option: string]: unknown } {
  return {
    baseUrl: `${url}/api`,
    error: '/message',
    User: {
      find: {
        request: 'GET /employees',
        records: '/data',
        total: '/meta/total',
        page: { type: 'offset', offset: 'skip', limit: 'take', max: 200 },
        filters: {
          'login eq': { query: 'login={value}', exact: true },
          'login sw': 'prefix={value}',
          'mail eq': { query: 'mail={value}', caseExact: true },
          'updated gt': { query: 'since={value}', exact: true },
        },
        sort: { login: 'sort=login&dir={order}' },
      },
      get: { request: 'GET /employees/{id}', record: '/data' },
      insert: { request: 'POST /employees', body: { employee: '{record}' }, record: '/data' },
      update: { request: 'PATCH /employees/{id}', record: '/data' },
      remove: { request: 'DELETE /employees/{id}' },
      password: { request: 'POST /employees/{id}/password', body: { new: '{password}' } },
      activate: { request: 'POST /employees/{id}/enable' },
      deactivate: { request: 'POST /employees/{id}/disable' },
      meta: { lastModified: 'updated' },
    },
    Group: {
      find: {
        request: 'GET /teams',
        records: '/data',
        total: '/meta/total',
        page: { type: 'offset', offset: 'skip', limit: 'take', max: 200 },
        filters: { 'members eq': { query: 'member={value}', caseExact: true } },
      },
      get: { request: 'GET /teams/{id}', record: '/data' },
      insert: { request: 'POST /teams', record: '/data' },
      update: { request: 'PATCH /teams/{id}', record: '/data' },
      remove: { request: 'DELETE /teams/{id}' },
      addMember: { request: 'PUT /teams/{id}/members/{member}' },
      removeMember: { request: 'DELETE /teams/{id}/members/{member}' },
    },
  };
}

export const employeesMapping = {
  User: {
    id: 'id',
    attributes: {
      userName: 'login',
      'name.givenName': 'profile.first',
      'name.familyName': 'profile.last',
      'emails[type eq "work"].value': 'mail',
      title: 'title',
      active: { field: 'status', values: { A: true, D: false } },
      password: 'password',
    },
  },
  Group: { id: 'id', attributes: { displayName: 'name', members: 'members' } },
};

export interface Served {
  readonly gateway: RunningGateway;
  readonly folder: string;
  readonly scim: ScimClient;
}

/** Starts the built gateway in front of an API. */
export async function serveRest(
  t: Test,
  options: object,
  { mapping = employeesMapping as object | undefined, config = {} as object } = {},
): Promise<Served> {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': {
      scimVersion: '2.0',
      auth: { type: 'none' },
      plugin: { use: 'rest', options },
      ...(mapping && { mapping }),
      ...config,
    },
  });
  const gateway = await startGateway(t, folder);
  return { gateway, folder, scim: scimClient(`${gateway.url}/scim/v2`) };
}

/** Starts one built gateway in front of several APIs, each a connector of its own. */
export async function serveConnectors(
  t: Test,
  connectors: { readonly [name: string]: { readonly options: object; readonly config?: object } },
): Promise<{ readonly gateway: RunningGateway; readonly scimOf: (name: string) => ScimClient }> {
  const folder = temporaryFolder(t);
  const configs = Object.entries(connectors).map(([name, { options, config }]) => [
    name,
    { auth: { type: 'none' }, plugin: { use: 'rest', options }, mapping: employeesMapping, ...config },
  ]);
  await writeFiles(folder, { 'connector.config.json': { connectors: Object.fromEntries(configs) } });
  const gateway = await startGateway(t, folder);
  return { gateway, scimOf: (name) => scimClient(`${gateway.url}/${name}/scim/v2`) };
}
