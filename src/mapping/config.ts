import type { FromSchema } from 'json-schema-to-ts';
import type { attributeRuleSchema, resourceMappingSchema } from '../../schemas/mapping.js';

export type AttributeRule = FromSchema<typeof attributeRuleSchema>;
/** A rule with options for one field. */
export type FieldRule = Extract<AttributeRule, { readonly field: string }>;
/** A rule of expressions. */
export type ExpressionRuleConfig = Extract<AttributeRule, { readonly read: string }>;
export type ResourceMappingConfig = FromSchema<typeof resourceMappingSchema>;
export type Mapping = { readonly [resourceType: string]: ResourceMappingConfig };

/** Something that is wrong with a mapping. */
export interface MappingFault {
  /** JSON pointer, relative to the mapping of the resource type. */
  readonly pointer: string;
  readonly message: string;
  /** What was perhaps meant. */
  readonly suggestion?: string;
}
