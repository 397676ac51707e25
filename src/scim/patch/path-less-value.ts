import type { AttributePath } from '../filter/ast.js';
import { parsePath } from '../filter/parse-filter.js';
import type { Attribute } from '../schema/attribute.js';
import { type CompiledType, unknownAttribute } from '../schema/compile-type.js';
import { isObject } from './is-object.js';
import type { PatchOperation, PatchOptions } from './operation.js';

/**
 * The attributes in the value of an operation without a path, each as an operation of its own. Keys are attributes, paths
 * (Entra ID) or schema URNs. What is read-only is skipped: clients send `id`, `schemas` and `meta` along.
 */
export function readPathLessValue(
  op: PatchOperation['op'],
  value: object,
  type: CompiledType,
  options: PatchOptions,
): readonly PatchOperation[] {
  return Object.entries(value).flatMap(([name, attributeValue]) => {
    if (isObject(attributeValue) && type.isMainSchema(name)) {
      return readPathLessValue(op, attributeValue, type, options);
    }
    const found = find(name, attributeValue, type, options);
    if (!found) {
      options.onTolerated?.('unknownAttribute', name);
      return [];
    }
    const { attribute, subAttribute } = found.target;
    if (
      attribute.name === 'schemas' ||
      attribute.mutability === 'readOnly' ||
      subAttribute?.mutability === 'readOnly'
    ) {
      return [];
    }
    return { op, ...found, value: attributeValue };
  });
}

type Found = Pick<PatchOperation, 'path' | 'target'>;

function find(name: string, value: unknown, type: CompiledType, { onTolerated }: PatchOptions): Found | undefined {
  const attribute = type.attributeNamed(name) ?? unknownExtension(name, value, type);
  if (attribute) return { path: { attribute: attribute.name }, target: { attribute, keys: [attribute.name] } };
  const path = name === '__proto__' ? undefined : tryParse(name);
  const target = path && type.resolve(path);
  if (!target) return undefined;
  if (!target.unknown) onTolerated?.('pathInValue', name);
  return { path, target };
}

/** The text of a key does not tell a URN from a path in it; that its value is an object does. */
function unknownExtension(name: string, value: unknown, type: CompiledType): Attribute | undefined {
  if (!type.open || !isObject(value) || !name.toLowerCase().startsWith('urn:')) return undefined;
  if (type.resolve(tryParse(name) ?? { attribute: name })?.unknown !== true) return undefined;
  return { ...unknownAttribute(name), type: 'complex', subAttributes: [] };
}

function tryParse(text: string): AttributePath | undefined {
  try {
    return parsePath(text);
  } catch {
    return undefined;
  }
}
