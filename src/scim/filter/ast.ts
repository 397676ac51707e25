/** An attribute path (RFC 7644 3.5.2 figure 7, 3.10): `urn:…:User:name.givenName`, `emails[type eq "work"].value`. */
export interface AttributePath {
  /** The schema URN in front, as written; absent where there is none. */
  readonly schema?: string;
  /** As written: names are matched without regard to case. Empty where the path is a bare schema URN. */
  readonly attribute: string;
  readonly subAttribute?: string;
  /** The value filter in brackets (PATCH paths, and value paths in filters). */
  readonly valueFilter?: Filter;
}

export type ComparisonOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** A filter of RFC 7644 section 3.4.2.2 as plain data. Paths inside a value filter are relative to the element. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | {
      readonly kind: 'compare';
      readonly path: AttributePath;
      readonly operator: ComparisonOperator;
      readonly value: string | number | boolean | null;
    }
  /** `emails[type eq "work" and value co "@x"]`: some one element matches the whole filter. */
  | { readonly kind: 'valuePath'; readonly path: AttributePath; readonly filter: Filter };
