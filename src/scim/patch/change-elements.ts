import { ScimError } from '../errors.js';
import type { Filter } from '../filter/ast.js';
import { compileElementFilter } from '../filter/compile-filter.js';
import type { JsonObject, JsonValue } from '../resource.js';
import type { Attribute } from '../schema/attribute.js';
import { coerceElement, onePrimary } from '../schema/coerce.js';
import { type ChangeContext, changeUnknown, changeValue } from './change-value.js';
import { isObject } from './is-object.js';
import type { PatchOperation } from './operation.js';
import { setAt } from './set-at.js';

type Value = JsonValue | undefined;

/** What is left of an element that lost its value: only words about it. */
const descriptive: ReadonlySet<string> = new Set(['type', 'primary', 'display', '$ref']);

/**
 * Changes those elements of a list that the path selects: by its filter, or all where it names only a sub-attribute. Where
 * none is selected, `add` and `replace` make one (Entra ID), for which RFC 7644 section 3.5.2.3 has `noTarget`.
 */
export function changeElements(
  list: readonly JsonValue[],
  operation: PatchOperation,
  name: string,
  context: ChangeContext,
): Value {
  const { op, path, target } = operation;
  const { attribute } = target;
  const matches = path.valueFilter
    ? compileElementFilter(path.valueFilter, attribute, context.open === true)
    : () => true;
  let found = false;
  let primary: JsonValue | undefined;
  const result: JsonValue[] = [];
  for (const element of list) {
    const object = isObject(element) ? element : { value: element };
    if (!matches(object)) {
      result.push(element);
      continue;
    }
    found = true;
    const changed = changeElement(object, operation, name, context);
    if (changed === undefined) continue;
    result.push(isObject(element) ? changed : (changed.value as JsonValue));
    if (changed.primary === true && object.primary !== true) primary = changed;
  }
  if (!found && op !== 'remove') {
    const made = changeElement(newElement(path.valueFilter, attribute, name), operation, name, context);
    context.onTolerated?.('elementForPath', name);
    if (made && Object.keys(made).length > 0) {
      result.push(attribute.type === 'complex' ? made : (made.value as JsonValue));
      if (made.primary === true) primary = made;
    }
  }
  return result.length === 0 ? undefined : onePrimary(result, primary);
}

/** undefined: the element goes. */
function changeElement(
  element: JsonObject,
  { op, path, target, value }: PatchOperation,
  name: string,
  context: ChangeContext,
): JsonObject | undefined {
  const { attribute, subAttribute } = target;
  if (!subAttribute)
    return op === 'remove' ? undefined : mergeElement(attribute, element, op, path.valueFilter, value, name, context);
  const changed = setAt(element, [subAttribute.name], subAttribute, (before) =>
    target.unknown
      ? changeUnknown(before, op, value, name)
      : changeValue(subAttribute, before, { op, value, path: name }, context),
  );
  if (changed === element || changed[subAttribute.name] !== undefined) return changed;
  return Object.keys(changed).every((key) => descriptive.has(key)) ? undefined : changed;
}

function mergeElement(
  attribute: Attribute,
  element: JsonObject,
  op: PatchOperation['op'],
  filter: Filter | undefined,
  value: unknown,
  name: string,
  context: ChangeContext,
): JsonObject | undefined {
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const coerced = coerceElement(attribute, single, name, context);
  if (coerced === undefined) return undefined;
  if (attribute.type !== 'complex') return { value: coerced };
  if (!isObject(coerced)) throw new ScimError(400, `${name} must be an object.`, { scimType: 'invalidValue' });
  if (op === 'add') return { ...element, ...coerced };
  return { ...(filter && described(filter, attribute, name)), ...coerced };
}

/** The element that a filter describes: Entra ID means it to be made where there is none. */
function newElement(filter: Filter | undefined, attribute: Attribute, name: string): JsonObject {
  if (!filter) return {};
  const element = described(filter, attribute, name);
  if (!element) throw new ScimError(400, `${name} matches no element.`, { scimType: 'noTarget' });
  return element;
}

function described(filter: Filter, attribute: Attribute, name: string): JsonObject | undefined {
  const element = equalities(filter);
  if (!element || attribute.type !== 'complex') return element;
  const coerced = coerceElement(attribute, element, name, { open: true });
  return isObject(coerced) ? coerced : {};
}

/** undefined where the filter is more than equalities that hold together. */
function equalities(filter: Filter): { [name: string]: JsonValue } | undefined {
  if (filter.kind === 'and') {
    const parts = filter.filters.map(equalities);
    return parts.every((part) => part !== undefined) ? Object.assign({}, ...parts) : undefined;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.path.attribute === '__proto__') return undefined;
  return { [filter.path.attribute]: filter.value };
}
