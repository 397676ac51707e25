/** A SCIM attribute as it is written down here: only what differs from the defaults of RFC 7643 section 2.2. */
export interface AttributeSource {
  readonly name: string;
  readonly description: string;
  /** Default `string`; `complex` where there are sub-attributes. */
  readonly type?: 'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'reference' | 'binary' | 'complex';
  readonly multiValued?: boolean;
  readonly required?: boolean;
  readonly canonicalValues?: readonly string[];
  readonly caseExact?: boolean;
  readonly mutability?: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned?: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness?: 'none' | 'server' | 'global';
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly AttributeSource[];
}

export interface SchemaSource {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeSource[];
}

/** The sub-attributes that RFC 7643 section 2.4 gives to multi-valued attributes. */
export const plural = (what: string, types: readonly string[] = [], value: Partial<AttributeSource> = {}) =>
  [
    { name: 'value', description: `The ${what}.`, ...value },
    { name: 'display', description: `A name for people to read; for the ${what}.` },
    { name: 'type', description: 'What it is for.', ...(types.length > 0 && { canonicalValues: types }) },
    { name: 'primary', type: 'boolean', description: 'Whether it is the preferred one; true at most once.' },
  ] as const satisfies readonly AttributeSource[];
