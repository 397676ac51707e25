import type { Adapter, Call, Host, RecordUse } from 'scim-gateway/plugin';
import type { Test } from 'tap';
import rest from '#plugins/rest/index.js';
import { validate } from '#src/config/validate.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** How a mapping would use the records of the employees API. */
export const uses: { readonly [type: string]: RecordUse } = {
  User: {
    key: 'id',
    generate: 'uuid',
    lookups: [{ field: 'login', unique: true, caseExact: false }],
    fields: ['id', 'login', 'mail', 'profile.first', 'profile.last', 'title', 'status', 'password', 'updated'],
    lists: {},
    password: 'password',
    active: { field: 'status', yes: 'A', no: 'D' },
    writable: ['login', 'mail', 'profile.first', 'profile.last', 'title', 'status', 'password'],
  },
  Group: {
    key: 'id',
    generate: 'uuid',
    lookups: [{ field: 'name', unique: true, caseExact: false }],
    fields: ['id', 'name', 'members'],
    lists: {},
    members: 'members',
    writable: ['name', 'members'],
  },
};

/** Opens the plugin in this process, its options validated as the gateway does it. */
export async function openAdapter(t: Test, options: object, resources = uses): Promise<Adapter> {
  const { value, faults } = validate(rest.options as object, structuredClone(options), '');
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  const host: Host = { log: silent, folder: process.cwd(), now: Date.now, resources };
  const adapter = await rest.open(value as Parameters<typeof rest.open>[0], host);
  t.teardown(() => adapter.close?.());
  return adapter;
}

export function testCall(timeoutMs = 20_000): Call {
  return {
    signal: AbortSignal.timeout(timeoutMs),
    deadline: Date.now() + timeoutMs,
    requestId: 'test',
    log: silent,
    dryRun: false,
  } as Call;
}

export async function collect<Item>(items: Iterable<Item> | AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
