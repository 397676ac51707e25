/** The comparison operators of RFC 7644 section 3.4.2.2. */
export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** How the two sides of a comparison are to be read; `dateTime` compares instants, not texts. */
export type CompareType = 'string' | 'boolean' | 'number' | 'dateTime';

/**
 * A filter in the record's own fields: plain JSON data, so that it can be sent to a script or turned into SQL.
 * A field whose value is a list matches when any element does (RFC 7644 3.4.2.2). `eq null` is "not present".
 */
export type FieldFilter =
  | { readonly op: 'and' | 'or'; readonly filters: readonly FieldFilter[] }
  | { readonly op: 'not'; readonly filter: FieldFilter }
  | { readonly op: 'pr'; readonly field: string }
  | FieldComparison;

export interface FieldComparison {
  readonly op: CompareOperator;
  readonly field: string;
  readonly value: string | number | boolean | null;
  readonly type: CompareType;
  /** false: texts are compared without regard to case. */
  readonly caseExact: boolean;
}

export interface FieldSort {
  readonly field: string;
  readonly order: 'ascending' | 'descending';
  readonly type: CompareType;
  readonly caseExact: boolean;
}

/** What the gateway asks of {@link Store.find}. Each part may be applied or left to the gateway. */
export interface Query {
  /** Absent: all records. May be weaker than what the client asked (the gateway finishes it), never stronger. */
  readonly filter?: FieldFilter;
  readonly sort?: FieldSort;
  /** `offset` counts from 0. Only given when the rest of the query is complete, so that a page is a page of the answer. */
  readonly page?: { readonly offset: number; readonly limit: number };
  /** The fields that will be read; absent: all. A store may return more, and saves work by returning no more. */
  readonly fields?: readonly string[];
}
