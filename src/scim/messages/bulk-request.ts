import { ScimError } from '../errors.js';

/** How much a bulk request may ask for (RFC 7644 section 3.7.4). */
export interface BulkLimits {
  readonly maxOperations: number;
  /** Bytes. */
  readonly maxPayloadSize: number;
}

/** One operation of a bulk request (RFC 7644 section 3.7), read. */
export interface BulkOperation {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly bulkId?: string;
  /** Of the resource type: `/Users`. */
  readonly endpoint: string;
  /** As the path has it: of the resource, or `bulkId:` and the bulkId of the operation that makes it. Not with POST. */
  readonly id?: string;
  /** The version that the resource must have. */
  readonly version?: string;
  readonly data?: unknown;
}

/** One operation that cannot be done, whatever the others do. */
export interface FaultyOperation {
  readonly method: string;
  readonly bulkId?: string;
  readonly error: ScimError;
}

export interface BulkRequest {
  /** undefined: every operation is tried. */
  readonly failOnErrors?: number;
  readonly operations: readonly (BulkOperation | FaultyOperation)[];
}

export function isFaulty(operation: BulkOperation | FaultyOperation): operation is FaultyOperation {
  return 'error' in operation;
}

/**
 * Reads a BulkRequest, of SCIM 2.0 or 1.1. What is wrong with one operation is that operation's fault.
 * @throws ScimError 400 `invalidSyntax` where it is no bulk request, 413 where it has too many operations
 */
export function readBulkRequest(body: unknown, { maxOperations }: BulkLimits): BulkRequest {
  const operations = property(body, 'operations');
  if (!Array.isArray(operations)) throw syntax('A bulk request needs a list of "Operations" (RFC 7644 section 3.7).');
  if (operations.length > maxOperations) {
    throw new ScimError(
      413,
      `A bulk request has ${maxOperations} operations at most; this one has ${operations.length}.`,
    );
  }
  const failOnErrors = property(body, 'failonerrors');
  if (failOnErrors !== undefined && failOnErrors !== null) {
    if (typeof failOnErrors !== 'number' || !Number.isInteger(failOnErrors) || failOnErrors < 1) {
      throw syntax('failOnErrors must be a whole number from 1.');
    }
  }
  const taken = new Set<string>();
  return {
    operations: operations.map((operation) => readOperation(operation, taken)),
    ...(typeof failOnErrors === 'number' && { failOnErrors }),
  };
}

function readOperation(operation: unknown, taken: Set<string>): BulkOperation | FaultyOperation {
  const named = property(operation, 'method');
  const method = typeof named === 'string' ? named.toUpperCase() : '';
  const bulkId = property(operation, 'bulkid');
  const known = typeof bulkId === 'string' && bulkId !== '' ? { bulkId } : {};
  try {
    return { ...readParts(operation, method, bulkId, taken), ...known };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { method, ...known, error };
  }
}

function readParts(operation: unknown, method: string, bulkId: unknown, taken: Set<string>): BulkOperation {
  if (!isMethod(method)) throw syntax('The method of an operation is POST, PUT, PATCH or DELETE.');
  if (bulkId !== undefined && bulkId !== null) {
    if (typeof bulkId !== 'string') throw syntax('A bulkId is a text.');
    if (taken.has(bulkId)) throw invalid(`The bulkId "${bulkId}" is taken by another operation of the request.`);
    taken.add(bulkId);
  }
  const { endpoint, id } = readPath(property(operation, 'path'), method);
  if (method === 'POST' && (bulkId === undefined || bulkId === null || bulkId === '')) {
    throw syntax('A POST in a bulk request needs a bulkId.');
  }
  const data = readData(property(operation, 'data'), method);
  if (method !== 'DELETE' && (typeof data !== 'object' || data === null || Array.isArray(data))) {
    throw syntax(`A ${method} in a bulk request needs its "data", an object.`);
  }
  const version = property(operation, 'version');
  return {
    method,
    endpoint,
    ...(id !== undefined && { id }),
    ...(method !== 'DELETE' && { data }),
    ...(typeof version === 'string' && version !== '' && { version }),
  };
}

/** The standard's own example has the operations of a PATCH without the message around them. */
function readData(data: unknown, method: string): unknown {
  return method === 'PATCH' && Array.isArray(data) ? { Operations: data } : data;
}

function readPath(path: unknown, method: string): { readonly endpoint: string; readonly id?: string } {
  const [endpoint, id, ...more] = typeof path === 'string' ? path.split('/').filter((part) => part !== '') : [];
  if (endpoint === undefined || more.length > 0) throw syntax('The path of an operation is like /Users or /Users/123.');
  if (method === 'POST') {
    if (id !== undefined) throw syntax('A POST goes to the path of a resource type, such as /Users.');
    return { endpoint: `/${endpoint}` };
  }
  if (id === undefined) throw syntax(`A ${method} goes to the path of one resource, such as /Users/123.`);
  return { endpoint: `/${endpoint}`, id: decode(id) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw syntax('The path of an operation cannot be decoded.');
  }
}

function isMethod(method: string): method is BulkOperation['method'] {
  return method === 'POST' || method === 'PUT' || method === 'PATCH' || method === 'DELETE';
}

/** The own property of that name, in any case of letters. */
function property(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : (object as { readonly [name: string]: unknown })[key];
}

function syntax(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidSyntax' });
}

function invalid(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidValue' });
}
