import { type Collection, toScimError } from '../connector/index.js';
import {
  type BulkOperation,
  type BulkResult,
  bulkReferences,
  isFaulty,
  planBulk,
  readBulkRequest,
  resolveReferences,
  resourceUrl,
  ScimError,
} from '../scim/index.js';
import type { Answer, Exchange, ResourceExchange } from './exchange.js';
import { create, patch, remove, replace } from './resource-handlers.js';

/** RFC 7644 section 3.7.4, as the service provider configuration announces it. */
export const bulkLimits = { maxOperations: 1000, maxPayloadSize: 1024 * 1024 };

const handlers = { POST: create, PUT: replace, PATCH: patch, DELETE: remove } as const;

/**
 * Many operations in one request (RFC 7644 section 3.7), one after the other, within the deadline of one call: those that
 * it leaves no time for are answered with 504 each.
 */
export async function bulk(exchange: Exchange): Promise<Answer> {
  const { dialect } = exchange;
  const { operations, failOnErrors = Number.POSITIVE_INFINITY } = readBulkRequest(exchange.body, bulkLimits);
  const results = new Map<number, BulkResult>();
  const made = new Map<string, string>();
  const waiting: { readonly index: number; readonly operation: BulkOperation; readonly later: readonly string[] }[] =
    [];
  let errors = 0;
  const note = (index: number, result: BulkResult): void => {
    if (result.error) errors += 1;
    results.set(index, result);
  };
  for (const { index, later } of planBulk(operations)) {
    if (errors >= failOnErrors) break;
    const operation = operations[index];
    if (!operation) continue;
    if (isFaulty(operation)) {
      note(index, { ...facts(operation), status: operation.error.status, error: operation.error });
      continue;
    }
    const result = await run(exchange, without(operation, later), made);
    const { bulkId, method } = operation;
    if (method === 'POST' && bulkId !== undefined && !result.error) made.set(bulkId, idIn(result.location));
    if (later.length > 0 && !result.error) waiting.push({ index, operation, later });
    note(index, result);
  }
  for (const { index, operation, later } of waiting) {
    const result = results.get(index);
    if (result) note(index, await addLater(exchange, { operation, result, later }, made));
  }
  const inOrder = [...results].sort(([left], [right]) => left - right).map(([, result]) => result);
  return { status: 200, body: dialect.writeBulk(inOrder) };
}

async function run(
  exchange: Exchange,
  operation: BulkOperation,
  made: ReadonlyMap<string, string>,
): Promise<BulkResult> {
  const { baseUrl, call } = exchange;
  try {
    if (call.signal.aborted) throw call.signal.reason;
    const collection = collectionAt(exchange, operation.endpoint);
    const asked = resourceExchange(exchange, collection, resolved(operation, made));
    const { status, location, etag } = await handlers[operation.method](asked);
    const own = operation.method === 'POST' ? location : resourceUrl(baseUrl, operation.endpoint, asked.id);
    return {
      ...facts(operation),
      status,
      ...(own !== undefined && { location: own }),
      ...(etag !== undefined && { version: etag }),
    };
  } catch (error) {
    return failed(exchange, operation, error);
  }
}

/** What a resource in a circle of references was made without. */
async function addLater(
  exchange: Exchange,
  waiting: { readonly operation: BulkOperation; readonly result: BulkResult; readonly later: readonly string[] },
  made: ReadonlyMap<string, string>,
): Promise<BulkResult> {
  const { operation, result, later } = waiting;
  const data = Object.entries(operation.data ?? {}).filter(([name]) => later.includes(name));
  const value = Object.fromEntries(data);
  const isPatch20 = exchange.dialect.version === '2.0';
  const added = await run(
    exchange,
    {
      method: 'PATCH',
      endpoint: operation.endpoint,
      id: idIn(result.location),
      data: isPatch20 ? { Operations: [{ op: 'add', value }] } : value,
    },
    made,
  );
  if (!added.error) return { ...result, ...(added.version !== undefined && { version: added.version }) };
  const detail = `It was made, but without ${later.join(', ')}: ${added.error.detail}`;
  const error = new ScimError(added.error.status, detail, {
    ...(added.error.scimType && { scimType: added.error.scimType }),
  });
  return { ...result, status: error.status, error };
}

function facts({ method, bulkId }: { readonly method: string; readonly bulkId?: string }) {
  return { method, ...(bulkId !== undefined && { bulkId }) };
}

function failed({ call }: Exchange, operation: BulkOperation, reason: unknown): BulkResult {
  const error = toScimError(reason);
  if (error.status >= 500) {
    call.log.error(
      { status: error.status, method: operation.method, err: error.cause ?? error },
      'bulk operation failed',
    );
  }
  return { ...facts(operation), status: error.status, error };
}

function collectionAt({ connector }: Exchange, endpoint: string): Collection {
  const wanted = endpoint.toLowerCase();
  const collections = [...connector.collections.values()];
  const found = collections.find(({ type }) => type.resourceType.endpoint.toLowerCase() === wanted);
  if (!found) throw new ScimError(404, `There is nothing at ${endpoint}.`);
  return found;
}

function without(operation: BulkOperation, later: readonly string[]): BulkOperation {
  if (later.length === 0) return operation;
  const data = Object.entries(operation.data ?? {}).filter(([name]) => !later.includes(name));
  return { ...operation, data: Object.fromEntries(data) };
}

/** @throws ScimError 400 where a reference leads nowhere */
function resolved(operation: BulkOperation, made: ReadonlyMap<string, string>): BulkOperation {
  const references = [...bulkReferences(operation.id), ...bulkReferences(operation.data)];
  const open = references.find((bulkId) => !made.has(bulkId));
  if (open !== undefined) {
    throw new ScimError(400, `No operation of the request has made "bulkId:${open}".`, { scimType: 'invalidValue' });
  }
  if (references.length === 0) return operation;
  return {
    ...operation,
    data: resolveReferences(operation.data, made),
    ...(operation.id !== undefined && { id: String(resolveReferences(operation.id, made)) }),
  };
}

function resourceExchange(exchange: Exchange, collection: Collection, operation: BulkOperation): ResourceExchange {
  const { id = '', data, version } = operation;
  return {
    ...exchange,
    collection,
    id,
    body: data,
    query: {},
    preconditions: version === undefined ? {} : { ifMatch: version },
  };
}

function idIn(location: string | undefined): string {
  return decodeURIComponent(location?.split('/').at(-1) ?? '');
}
