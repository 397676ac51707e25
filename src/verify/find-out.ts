import { OKTA_PROVIDER_CONFIG } from '../../schemas/scim/urns.js';
import type { JsonObject, JsonValue } from '../scim/index.js';
import type { Client } from './client.js';
import type { Answer } from './exchange.js';
import { CannotVerify } from './mismatch.js';
import type { Features, ServedType, ServerFacts } from './server-facts.js';
import { objectsAt, valueAt } from './value-at.js';
import { type ScimVersion, wires } from './wire.js';

const configPaths = ['/ServiceProviderConfig', '/ServiceProviderConfigs'];

/**
 * Asks the server what it is. A server without discovery is taken to have users and groups, filters and PATCH, as
 * clients take it; what else it may have is not known.
 * @param version what the user says; else the server's answer decides, then the URL
 * @throws CannotVerify where nobody answers, the credentials are refused, or what answers is no SCIM server
 */
export async function findOut(
  client: Client,
  {
    base,
    version,
    hasCredentials,
  }: { readonly base: string; readonly version: ScimVersion | undefined; readonly hasCredentials: boolean },
): Promise<ServerFacts> {
  const configs = await configAnswers(client, base);
  const config = configs.find(({ status, isJson }) => status === 200 && isJson);
  const speaks = version ?? versionOf(config?.body) ?? versionOfUrl(base);
  const own =
    configs.find(({ request, status }) => status === 200 && request.url.endsWith(wires[speaks].configPath)) ?? config;
  const types = await typesOf(client, speaks);
  if (own === undefined && types.length === 0) {
    const users = await client.get('/Users?startIndex=1&count=1');
    if (users.status !== 200 || !users.isJson) throw new CannotVerify(noServer(base, configs[0] ?? users));
  }
  const body = own?.body ?? {};
  return {
    base,
    version: speaks,
    config: body,
    features: featuresOf(body),
    types: types.length > 0 ? types : await usualTypes(client, speaks),
    schemas: await schemasOf(client, speaks),
    authentication: objectsAt(body, 'authenticationSchemes').map(({ type, name }) => String(type ?? name)),
    capabilities: textsAt(body, [OKTA_PROVIDER_CONFIG, 'userManagementCapabilities']),
    hasCredentials,
  };
}

async function configAnswers(client: Client, base: string): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const path of configPaths) answers.push(await client.get(path));
  const refused = answers.every(({ status }) => status === 401 || status === 403);
  if (refused) {
    throw new CannotVerify(
      `${base} refuses these credentials (${answers[0]?.status}). Give --basic, --bearer or --header.`,
    );
  }
  return answers;
}

function noServer(base: string, { status, headers }: Answer): string {
  const type = headers['content-type'] ?? 'no content type';
  const elsewhere = headers.location === undefined ? '' : `, which sends to ${headers.location}`;
  return `${base} answers, but not as a SCIM server: ${status} (${type})${elsewhere}. Is it the base URL, such as https://host/scim/v2?`;
}

function versionOf(config: JsonObject | undefined): ScimVersion | undefined {
  const schemas = textsAt(config ?? {}, 'schemas');
  return (['2.0', '1.1'] as const).find((version) => schemas.includes(wires[version].configSchema));
}

function versionOfUrl(base: string): ScimVersion {
  return /\/v1(\/|$)/.test(new URL(base).pathname) ? '1.1' : '2.0';
}

function featuresOf(config: JsonObject): Features {
  const supported = (name: string): boolean | undefined => {
    const value = valueAt(config, [name, 'supported']);
    return typeof value === 'boolean' ? value : undefined;
  };
  const cursor = valueAt(config, 'pagination.cursor');
  return {
    patch: supported('patch'),
    bulk: supported('bulk'),
    filter: supported('filter'),
    sort: supported('sort'),
    etag: supported('etag'),
    changePassword: supported('changePassword'),
    cursor: typeof cursor === 'boolean' ? cursor : undefined,
  };
}

async function typesOf(client: Client, version: ScimVersion): Promise<readonly ServedType[]> {
  if (version === '1.1') return [];
  const answer = await client.get('/ResourceTypes');
  return answer.status === 200 ? objectsAt(answer.body, 'Resources').flatMap(readType) : [];
}

function readType({ name, endpoint, schema, schemaExtensions }: JsonObject): readonly ServedType[] {
  if (typeof name !== 'string' || typeof endpoint !== 'string') return [];
  // One segment below the base URL, whatever stands before it; nothing that leads elsewhere.
  const [, last] = /([\w.~-]*[\w~-])\/*$/.exec(endpoint) ?? [];
  if (last === undefined) return [];
  return [
    {
      name,
      endpoint: `/${last}`,
      schema: String(schema ?? ''),
      extensions: objectsAt({ schemaExtensions }, 'schemaExtensions').map((extension) => String(extension.schema)),
    },
  ];
}

async function usualTypes(client: Client, version: ScimVersion): Promise<readonly ServedType[]> {
  const { user, group, enterprise } = wires[version];
  const users = { name: 'User', endpoint: '/Users', schema: user, extensions: [enterprise] };
  const groups = { name: 'Group', endpoint: '/Groups', schema: group, extensions: [] };
  const found: ServedType[] = [];
  for (const type of [users, groups]) {
    const { status } = await client.get(`${type.endpoint}?startIndex=1&count=1`);
    if (status !== 404 && status !== 501) found.push(type);
  }
  return found;
}

async function schemasOf(client: Client, version: ScimVersion): Promise<ReadonlyMap<string, JsonObject>> {
  const answer = await client.get('/Schemas');
  if (answer.status !== 200) return new Map();
  const key = version === '2.0' ? 'id' : 'name';
  return new Map(objectsAt(answer.body, 'Resources').map((schema) => [String(schema.id ?? schema[key]), schema]));
}

function textsAt(from: JsonObject, path: string | readonly string[]): readonly string[] {
  const list: JsonValue | undefined = valueAt(from, path);
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}
