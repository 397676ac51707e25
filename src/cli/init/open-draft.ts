import { join } from 'node:path';
import { type ConnectorConfig, type LoadedConfig, resolveConfig } from '../../config/index.js';
import { listResources, type RequestCall } from '../../connector/index.js';
import { literal, MOST_RECORDS } from '../../init/index.js';
import { type OpenedConnector, openConnector } from '../../open-connector.js';
import type { Finding, Logger, StoredRecord } from '../../plugin/index.js';
import { dialect20, type JsonObject } from '../../scim/index.js';

/** What is opened to be looked at: a connector that no client can reach. */
export interface Rehearsal {
  /** What relative paths are relative to. */
  readonly folder: string;
  readonly plugin: { readonly use: string; readonly options: { readonly [name: string]: unknown } };
}

const TIMEOUT = '60s';
/** The key where there is no mapping. */
const KEY = 'id';
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/**
 * The records as the plugin gives them, at most {@link MOST_RECORDS}; read as people, whatever they are.
 * @throws ConfigError, PluginUnusable, ScimError where the application does not answer
 */
export async function readRecords(rehearsal: Rehearsal, log: Logger): Promise<readonly StoredRecord[]> {
  return withConnector(rehearsal, log, async ({ connector }, call) => {
    const store = connector.collections.get('User')?.store;
    if (!store?.find) throw new Error('The application cannot list people.');
    const own = new Set<string>(Object.values(store.meta ?? {}));
    const find = store.find.bind(store);
    const { records: found } = await call.step('listing people', () => find({}, call));
    const records: StoredRecord[] = [];
    for await (const record of found) {
      if (records.length === MOST_RECORDS) break;
      records.push(Object.fromEntries(Object.entries(record).filter(([name]) => !own.has(name))));
    }
    return records.every(hasMadeKey) ? records.map(({ [KEY]: _made, ...record }) => record) : records;
  });
}

/** Where a system has no key of the usual name, the plugin makes one, and puts it behind the fields that are there. */
function hasMadeKey(record: StoredRecord): boolean {
  return Object.keys(record).at(-1) === KEY && uuid.test(String(record[KEY]));
}

/** What the gateway would answer, and what a person should know of the application. */
export interface Preview {
  readonly people: readonly JsonObject[];
  readonly total: number;
  readonly findings: readonly Finding[];
}

/**
 * The first people as SCIM 2.0, through the mapping, as a client would get them.
 * @throws ConfigError, PluginUnusable, ScimError
 */
export async function previewPeople(
  rehearsal: Rehearsal & { readonly mapping?: object },
  count: number,
  log: Logger,
): Promise<Preview> {
  return withConnector(rehearsal, log, async ({ connector }, call) => {
    const collection = connector.collections.get('User');
    if (!collection) throw new Error('The application has no people.');
    const projection = collection.projection(undefined, undefined);
    const request = { startIndex: 1, count, projection, client: 'init' };
    const { resources, totalResults } = await listResources(collection, request, call);
    const people = resources.map((resource) => {
      const place = { location: '', base: '' };
      const { meta: _meta, ...person } = dialect20.writeResource(projection.project(resource), collection.type, place);
      return person;
    });
    const findings = await connector.check({ requestId: 'init', log });
    return { people, total: totalResults, findings };
  });
}

async function withConnector<Result>(
  { folder, plugin, mapping }: Rehearsal & { readonly mapping?: object },
  log: Logger,
  work: (opened: OpenedConnector, call: RequestCall) => Promise<Result>,
): Promise<Result> {
  const loaded = resolve(folder, { plugin, ...(mapping && { mapping: literal(mapping) }) });
  const [config] = loaded.connectors;
  const opened = await openConnector(config as ConnectorConfig, loaded, { log, audit: undefined });
  try {
    return await opened.connector.run({ requestId: 'init', log }, (call) => work(opened, call));
  } finally {
    await opened.connector.close();
  }
}

function resolve(folder: string, connector: object): LoadedConfig {
  const data = { auth: { type: 'none' }, timeout: TIMEOUT, ...connector };
  const source = { file: 'what init proposes', text: '', locate: () => undefined };
  return resolveConfig({ file: join(folder, 'connector.config.json'), data, source }, { env: process.env });
}
