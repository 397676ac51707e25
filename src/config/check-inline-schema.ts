import { parsePath, ScimError } from '../scim/index.js';
import type { Fault } from './config-error.js';
import type { InlineSchema } from './resource-types.js';

type InlineAttribute = InlineSchema['attributes'][number];
type SubAttribute = NonNullable<InlineAttribute['subAttributes']>[number];

/** Attributes of every resource (RFC 7643 section 3). */
const commonNames = ['id', 'meta', 'schemas', 'externalid'];

/**
 * What no JSON Schema says of a schema that the config describes.
 * @param place `isMain`: the schema is that of a resource type, not an extension
 */
export function checkInlineSchema(
  { id, attributes }: InlineSchema,
  { pointer, isMain }: { readonly pointer: string; readonly isMain: boolean },
): readonly Fault[] {
  return [
    ...checkAttributes(attributes, `${pointer}/attributes`),
    ...attributes.flatMap((attribute, index): readonly Fault[] => {
      const at = `${pointer}/attributes/${index}`;
      const { name, subAttributes } = attribute;
      return [
        ...(isMain && commonNames.includes(name.toLowerCase()) ? [isCommon(name, at)] : []),
        ...(isReadable(id, name) ? [] : [{ pointer: `${at}/name`, message: `No path can name "${id}:${name}".` }]),
        ...checkComplex(attribute, at),
        ...checkSecret(attribute, at),
        ...checkAttributes(subAttributes ?? [], `${at}/subAttributes`),
        ...checkParts(attribute, at),
      ];
    }),
  ];
}

function isCommon(name: string, pointer: string): Fault {
  return { pointer: `${pointer}/name`, message: `Every resource has "${name}"; leave it out of the schema.` };
}

function checkAttributes(attributes: readonly (InlineAttribute | SubAttribute)[], pointer: string): readonly Fault[] {
  const names = new Map<string, string>();
  return attributes.flatMap((attribute, index): readonly Fault[] => {
    const { name, mutability, returned } = attribute;
    const faults: Fault[] = [];
    const other = names.get(name.toLowerCase());
    if (other !== undefined) {
      const message = `Two attributes are named "${other}"${other === name ? '' : ` and "${name}", which is the same: the case of letters does not count`}.`;
      faults.push({ pointer: `${pointer}/${index}/name`, message });
    }
    names.set(name.toLowerCase(), name);
    if (name in Object.prototype) {
      faults.push({ pointer: `${pointer}/${index}/name`, message: `An attribute cannot be named "${name}" here.` });
    }
    if (mutability === 'writeOnly' && returned !== undefined && returned !== 'never') {
      const message = `"${name}" is writeOnly, so it is returned never, not "${returned}".`;
      faults.push({ pointer: `${pointer}/${index}/returned`, message });
    }
    return faults;
  });
}

function checkComplex({ name, type, subAttributes }: InlineAttribute, pointer: string): readonly Fault[] {
  if (type === 'complex' && !subAttributes) {
    return [{ pointer: `${pointer}/type`, message: `"${name}" is complex and needs "subAttributes".` }];
  }
  if (subAttributes && type !== undefined && type !== 'complex') {
    const message = `"${name}" has sub-attributes, so its type is "complex", not "${type}".`;
    return [{ pointer: `${pointer}/type`, message }];
  }
  return [];
}

/** What is never returned is kept like a password: as one text that only the application reads. */
function checkSecret(
  { name, type, multiValued, subAttributes, ...said }: InlineAttribute,
  pointer: string,
): readonly Fault[] {
  if (!isNeverReturned(said)) {
    if (name.toLowerCase() !== 'password') return [];
    return [
      { pointer: `${pointer}/name`, message: `"${name}" is never returned: say so by "mutability": "writeOnly".` },
    ];
  }
  const isText = (type === undefined || type === 'string') && multiValued !== true && !subAttributes;
  if (isText) return [];
  return [{ pointer: `${pointer}/name`, message: `"${name}" is never returned, and so must be a single text.` }];
}

function checkParts({ name, subAttributes }: InlineAttribute, pointer: string): readonly Fault[] {
  return (subAttributes ?? []).flatMap((sub, index) =>
    isNeverReturned(sub)
      ? [
          {
            pointer: `${pointer}/subAttributes/${index}/name`,
            message: `"${name}.${sub.name}" is never returned, which a part of a value cannot be; make it an attribute of its own.`,
          },
        ]
      : [],
  );
}

function isNeverReturned({ mutability, returned }: Pick<SubAttribute, 'mutability' | 'returned'>): boolean {
  return mutability === 'writeOnly' || returned === 'never';
}

/** Whether the path of an attribute is understood as such. */
function isReadable(urn: string, name: string): boolean {
  try {
    const path = parsePath(`${urn}:${name}`);
    return path.schema === urn && path.attribute === name && path.subAttribute === undefined;
  } catch (error) {
    if (error instanceof ScimError) return false;
    throw error;
  }
}
