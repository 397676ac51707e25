import { ScimError } from '../errors.js';
import { printPath } from '../filter/print-filter.js';
import type { JsonValue, Resource } from '../resource.js';
import type { CompiledType } from '../schema/compile-type.js';
import { requireAttributes } from '../schema/validate.js';
import { changeElements } from './change-elements.js';
import { type ChangeContext, changeUnknown, changeValue } from './change-value.js';
import { isEqual } from './equal.js';
import type { PatchOperation, PatchOptions } from './operation.js';
import { setAt } from './set-at.js';

/**
 * The resource after all operations, in their order (RFC 7644 section 3.5.2). The resource given is not touched: either
 * all operations are possible or the error is all that comes of it. Where nothing changes, the same object comes back.
 * @throws ScimError 400 `mutability`, `noTarget`, `invalidValue`, `invalidFilter`
 */
export function applyPatch(
  resource: Resource,
  operations: readonly PatchOperation[],
  type: CompiledType,
  options: PatchOptions = {},
): Resource {
  const context = { onTolerated: options.onTolerated, open: type.open };
  let result = resource;
  for (const operation of operations) result = applyOperation(result, operation, context);
  if (result === resource || (operations.length > 1 && isEqual(result, resource))) return resource;
  // What the application holds without a required attribute may be changed in other respects.
  const changed = type.attributes.filter(({ name }) => result[name] !== resource[name]);
  requireAttributes(result, changed);
  return result;
}

function applyOperation(resource: Resource, operation: PatchOperation, context: ChangeContext): Resource {
  const { op, path, target, value } = operation;
  const { attribute, subAttribute, keys } = target;
  const name = printPath(path);
  if (attribute.mutability === 'readOnly' || subAttribute?.mutability === 'readOnly') {
    throw new ScimError(400, `${name} is read-only; ${op} is not possible.`, { scimType: 'mutability' });
  }
  const selected = path.valueFilter !== undefined || subAttribute !== undefined;
  if (attribute.multiValued && selected) {
    const listKeys = subAttribute ? keys.slice(0, -1) : keys;
    return setAt(resource, listKeys, attribute, (before) => changeElements(toList(before), operation, name, context));
  }
  const changed = subAttribute ?? attribute;
  return setAt(resource, keys, changed, (before) =>
    target.unknown
      ? changeUnknown(before, op, value, name)
      : changeValue(changed, before, { op, value, path: name }, context),
  );
}

function toList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}
