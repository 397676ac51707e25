import type { AttributeSource, SchemaSource } from '../../../schemas/scim/source.js';
import type { Attribute, Schema } from './attribute.js';

/** Fills in the defaults of RFC 7643 section 2.2. */
export function defineSchema(source: SchemaSource): Schema {
  return { ...source, attributes: source.attributes.map(defineAttribute) };
}

/** Fills in the defaults of RFC 7643 section 2.2, for the attribute and those within it. */
export function defineAttribute(source: AttributeSource): Attribute {
  const { subAttributes, ...rest } = source;
  const writeOnly = source.mutability === 'writeOnly';
  return {
    type: subAttributes ? 'complex' : 'string',
    multiValued: false,
    required: false,
    caseExact: source.type === 'reference' || source.type === 'binary',
    mutability: 'readWrite',
    returned: writeOnly ? 'never' : 'default',
    uniqueness: 'none',
    ...rest,
    ...(subAttributes && { subAttributes: subAttributes.map(defineAttribute) }),
  };
}
