import { refusalOf } from '../auth/index.js';
import { Breather, type Collection, toScimError } from '../connector/index.js';
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

const handlers = { POST: create, PUT: replace, PATCH: patch, DELETE: remove } as const;

/**
 * Many operations in one request (RFC 7644 section 3.7), one after the other, within the deadline of one call: those that
 * it leaves no time for are answered with 504 each.
 */
export async function bulk(exchange: Exchange): Promise<Answer> {
  const { dialect, call } = exchange;
  const { operations, failOnErrors = Number.POSITIVE_INFINITY } = readBulkRequest(exchange.body, exchange.limits.bulk);
  const results = new Map<number, BulkResult>();
  const made = new Map<string, string>();
  const circles = new Set<Circle>();
  const breather = new Breather(call.signal);
  let errors = 0;
  const note = (index: number, result: BulkResult): void => {
    if (result.error) errors += 1;
    results.set(index, result);
  };
  const close = async (circle: Circle): Promise<void> => {
    circles.delete(circle);
    const result = results.get(circle.index);
    if (result) note(circle.index, await addLater(exchange, circle, result, made));
  };
  for (const { index, later } of planBulk(operations)) {
    if (errors >= failOnErrors) break;
    // What is left to do after the deadline is answered below, each by itself.
    if (breather.due) await breather.pause().catch(() => undefined);
    refuseGone(call.signal);
    const operation = operations[index];
    if (!operation) continue;
    if (isFaulty(operation)) {
      note(index, { ...facts(operation), status: operation.error.status, error: operation.error });
      continue;
    }
    const result = await run(exchange, without(operation, later), made);
    note(index, result);
    if (result.error) continue;
    const { bulkId, method } = operation;
    if (method === 'POST' && bulkId !== undefined) made.set(bulkId, idIn(result.location));
    if (later.length > 0) circles.add({ index, operation, later });
    for (const circle of circles) if (isClosed(circle, made)) await close(circle);
  }
  for (const circle of circles) await close(circle);
  const inOrder = [...results].sort(([left], [right]) => left - right).map(([, result]) => result);
  return { status: 200, body: dialect.writeBulk(inOrder) };
}

/** A resource that was made without the attributes that refer to others which were not there yet. */
interface Circle {
  readonly index: number;
  readonly operation: BulkOperation;
  readonly later: readonly string[];
}

function isClosed({ operation }: Circle, made: ReadonlyMap<string, string>): boolean {
  return [...bulkReferences(operation.data)].every((bulkId) => made.has(bulkId));
}

/** A client that is gone reads no results: nothing more is done for it. */
function refuseGone({ aborted, reason }: AbortSignal): void {
  if (aborted && reason instanceof ScimError && reason.status === 499) throw reason;
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
    const refusal = refusalOf(exchange.principal.rights, 'write', collection.type.resourceType.name);
    if (refusal) throw refusal;
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
    return failed(exchange, operation, made, error);
  }
}

/** Gives a resource the attributes that it was made without. */
async function addLater(
  exchange: Exchange,
  { operation, later }: Circle,
  result: BulkResult,
  made: ReadonlyMap<string, string>,
): Promise<BulkResult> {
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
  const { version: _before, ...rest } = result;
  if (!added.error) return { ...rest, ...(added.version !== undefined && { version: added.version }) };
  const detail = `It was made, but without ${later.join(', ')}: ${added.error.detail}`;
  const error = new ScimError(added.error.status, detail, {
    ...(added.error.scimType && { scimType: added.error.scimType }),
  });
  return { ...rest, status: error.status, error };
}

function facts({ method, bulkId }: { readonly method: string; readonly bulkId?: string }) {
  return { method, ...(bulkId !== undefined && { bulkId }) };
}

/** All but a failed create say where the resource is (RFC 7644 section 3.7.3). */
function failed(
  { call, baseUrl }: Exchange,
  operation: BulkOperation,
  made: ReadonlyMap<string, string>,
  reason: unknown,
): BulkResult {
  const error = toScimError(reason);
  if (error.status >= 500) {
    call.log.error(
      { status: error.status, method: operation.method, err: error.cause ?? error },
      'bulk operation failed',
    );
  }
  const id = operation.id === undefined ? undefined : String(resolveReferences(operation.id, made));
  return {
    ...facts(operation),
    ...(id !== undefined && { location: resourceUrl(baseUrl, operation.endpoint, id) }),
    status: error.status,
    error,
  };
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
    // Even of a group, whose PATCH is answered by nothing else, the version is told.
    query: operation.method === 'PATCH' && collection.keepsVersions ? { attributes: 'meta.version' } : {},
    preconditions: version === undefined ? {} : { ifMatch: version },
  };
}

function idIn(location: string | undefined): string {
  return decodeURIComponent(location?.split('/').at(-1) ?? '');
}
