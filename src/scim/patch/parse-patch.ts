import { ScimError } from '../errors.js';
import { parsePath } from '../filter/parse-filter.js';
import type { CompiledType } from '../schema/compile-type.js';
import { isObject } from './is-object.js';
import type { PatchOperation, PatchOptions } from './operation.js';
import { readPathLessValue } from './path-less-value.js';

const MAX_OPERATIONS = 10_000;

/**
 * Reads a PatchOp message. Operations on attributes that the type does not have are left out, as they are in a PUT.
 * @throws ScimError 400 `invalidSyntax`, `invalidPath`, `invalidValue`, `noTarget`
 */
export function parsePatch(body: unknown, type: CompiledType, options: PatchOptions = {}): readonly PatchOperation[] {
  const operations = property(body, 'operations');
  if (!Array.isArray(operations)) {
    throw invalidSyntax('A PATCH needs a list of "Operations" (RFC 7644 section 3.5.2).');
  }
  if (operations.length > MAX_OPERATIONS) throw invalidSyntax(`A PATCH has ${MAX_OPERATIONS} operations at most.`);
  if (operations.length === 0) options.onTolerated?.('emptyOperations', 'Operations');
  return operations.flatMap((operation, index) => parseOperation(operation, `Operations[${index}]`, type, options));
}

function parseOperation(
  operation: unknown,
  where: string,
  type: CompiledType,
  options: PatchOptions,
): PatchOperation | readonly PatchOperation[] {
  if (typeof operation !== 'object' || operation === null) throw invalidSyntax(`${where} must be an object.`);
  const op = readOp(property(operation, 'op'), where, options);
  const value = property(operation, 'value');
  const pathText = property(operation, 'path');
  if (pathText === undefined || pathText === null || pathText === '') {
    if (op === 'remove') {
      throw new ScimError(400, `${where}: a remove needs a path.`, { scimType: 'noTarget' });
    }
    return readPathLessValue(op, attributesIn(value, where), type, options);
  }
  if (typeof pathText !== 'string') {
    throw new ScimError(400, `${where}: the path must be a text.`, { scimType: 'invalidPath' });
  }
  if (op !== 'remove' && type.isMainSchema(pathText)) {
    return readPathLessValue(op, attributesIn(value, where), type, options);
  }
  const path = parsePath(pathText);
  const target = type.resolve(path);
  if (!target || target.keys.includes('__proto__')) {
    options.onTolerated?.('unknownPath', pathText);
    return [];
  }
  // What a resource is made of follows from what it holds.
  if (target.attribute.name === 'schemas') return [];
  if (path.valueFilter && !target.attribute.multiValued) {
    throw new ScimError(400, `${where}: ${target.attribute.name} is no list, so a filter cannot select from it.`, {
      scimType: 'invalidPath',
    });
  }
  if (op !== 'remove' && value === undefined) {
    throw new ScimError(400, `${where}: ${op} needs a value.`, { scimType: 'invalidValue' });
  }
  return { op, path, target, value };
}

function attributesIn(value: unknown, where: string): object {
  if (isObject(value)) return value;
  throw new ScimError(400, `${where}: without a path, the value must be an object of attributes.`, {
    scimType: 'invalidValue',
  });
}

function readOp(op: unknown, where: string, options: PatchOptions): PatchOperation['op'] {
  const name = typeof op === 'string' ? op.toLowerCase() : undefined;
  if (name !== 'add' && name !== 'remove' && name !== 'replace') {
    throw invalidSyntax(`${where}: "op" must be add, remove or replace.`);
  }
  if (name !== op) options.onTolerated?.('operationCase', where);
  return name;
}

/** The own property of that name; failing that, of the name in another case of letters. */
function property(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  if (Object.hasOwn(object, name)) return (object as { [name: string]: unknown })[name];
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : (object as { [name: string]: unknown })[key];
}

function invalidSyntax(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidSyntax' });
}
