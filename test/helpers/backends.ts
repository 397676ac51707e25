import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Test } from 'tap';
import { type RunningGateway, root, startGateway, temporaryFolder, writeFiles } from './gateway.js';
import { basic, type ScimClient, scimClient } from './scim-client.js';

/** Something to keep resources in, behind the same people and groups. */
export type Backend = 'memory' | 'csv' | 'bare';

export const backends: readonly Backend[] = ['memory', 'csv', 'bare'];

export interface Served {
  readonly folder: string;
  readonly gateway: RunningGateway;
  readonly v1: ScimClient;
  readonly v2: ScimClient;
}

export interface ServeOptions {
  readonly users?: number;
  /** What the config says besides, or instead. */
  readonly config?: object;
  /** More of the CSV mapping. */
  readonly mapping?: object;
  /** More files beside the config. */
  readonly files?: { readonly [path: string]: string | object };
}

const authorization = basic('okta', 'secret');

/** Users `1` to `count`: `user1@example.com` and so on; every third is inactive. */
function people(
  count: number,
): readonly { readonly id: string; readonly userName: string; readonly active: boolean }[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    userName: `user${index + 1}@example.com`,
    active: (index + 1) % 3 !== 0,
  }));
}

/**
 * Starts the built gateway over `users` people and one group (`staff`, the first two of them), kept by `backend`:
 * `memory` and `csv` are the built-in plugins; `bare` is a drop-in that does no more than the contract asks, so that the
 * gateway filters, sorts, pages and versions by itself. Each question to `bare` is a line in its log.
 */
export async function serve(
  t: Test,
  backend: Backend,
  { users = 5, config = {}, mapping, files: more = {} }: ServeOptions = {},
): Promise<Served> {
  const folder = temporaryFolder(t);
  const auth = { type: 'basic', username: 'okta', password: 'secret' };
  await writeFiles(folder, {
    ...files[backend](users),
    ...more,
    'connector.config.json': {
      auth,
      ...settings[backend],
      ...(mapping && { mapping: { ...csvMapping, ...mapping } }),
      ...config,
    },
  });
  const gateway = await startGateway(t, folder);
  return {
    folder,
    gateway,
    v1: scimClient(`${gateway.url}/scim/v1`, authorization),
    v2: scimClient(`${gateway.url}/scim/v2`, authorization),
  };
}

const csvMapping = {
  User: {
    id: 'id',
    attributes: {
      userName: 'login',
      externalId: 'external',
      displayName: 'display',
      'name.givenName': 'first',
      'name.familyName': 'last',
      'emails[type eq "work"].value': 'mail',
      active: { field: 'active', values: { yes: true, no: false } },
      title: 'title',
    },
  },
  Group: {
    id: 'id',
    attributes: { displayName: 'name', externalId: 'external', members: { field: 'members', separator: ';' } },
  },
};

const settings: { readonly [Name in Backend]: object } = {
  memory: { plugin: { use: 'memory', options: { seed: 'seed.json' } } },
  csv: {
    plugin: { use: 'csv', options: { User: { file: 'users.csv' }, Group: { file: 'groups.csv' } } },
    mapping: csvMapping,
  },
  bare: { plugin: { use: './bare.mjs' } },
};

const files: { readonly [Name in Backend]: (users: number) => { readonly [path: string]: string | object } } = {
  memory: (users) => ({ 'seed.json': seed(users) }),
  csv: (users) => ({
    'users.csv': [
      'id,login,external,display,first,last,mail,active,title',
      ...people(users).map(({ id, userName, active }) => `${id},${userName},,,,,,${active ? 'yes' : 'no'},`),
      '',
    ].join('\n'),
    'groups.csv': 'id,name,external,members\ng1,staff,,1;2\n',
  }),
  bare: (users) => ({ 'bare.mjs': barePlugin(seed(users)) }),
};

function seed(users: number): object {
  return {
    User: people(users),
    Group: [{ id: 'g1', displayName: 'staff', members: [{ value: '1' }, { value: '2' }] }],
  };
}

/** A plugin that can only find everything, insert, update and remove. */
function barePlugin(records: object): string {
  const plugin = pathToFileURL(join(root, 'dist/src/plugin/index.js'));
  return `
import { applyChange, NotFound } from '${plugin.href}';

const seed = ${JSON.stringify(records)};
const storeOf = (type, host) => {
  const records = new Map((seed[type] ?? []).map((record) => [record.id, record]));
  let sequence = 1000;
  return {
    find: () => {
      host.log.info({ type }, 'bare find');
      return { records: [...records.values()] };
    },
    insert: (record) => {
      const made = { ...record, id: String(++sequence) };
      records.set(made.id, made);
      return made;
    },
    update: (id, change) => {
      const record = records.get(id);
      if (!record) throw new NotFound('gone');
      records.set(id, applyChange(record, change));
      return records.get(id);
    },
    remove: (id) => {
      if (!records.delete(id)) throw new NotFound('There is no such record.');
    },
  };
};

export default {
  name: 'bare',
  options: { type: 'object' },
  open: (_options, host) => ({
    stores: Object.fromEntries(Object.keys(host.resources).map((type) => [type, storeOf(type, host)])),
  }),
};
`;
}
