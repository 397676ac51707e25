import type { FieldValue } from '../plugin/index.js';
import type { JsonValue } from '../scim/index.js';
import type { MappedFilter } from './compiled-mapping.js';
import type { PositiveOperator } from './mapped-filter.js';
import type { ValueTable } from './value-table.js';

/** How one value travels between an attribute and a field. */
export interface FieldCodec {
  /** undefined where the field holds no value of the attribute's type. */
  readonly read: (stored: FieldValue | undefined) => JsonValue | undefined;
  /**
   * null where the field is to hold nothing.
   * @throws ScimError 400 `invalidValue` where the field cannot hold the value
   */
  readonly write: (value: JsonValue) => FieldValue;
  /** What is written where there is no value; absent: nothing. */
  readonly empty?: FieldValue;
  /** Where the rule lists values, or the field has numbers for true and false. */
  readonly table?: ValueTable;
  /** true: texts have one form, whatever a client sends. */
  readonly shapes?: true;
  /** Where the field does not hold the value in the form that the attribute has: how a store is asked about it. */
  readonly asks?: FieldQuestions;
}

/** What can be asked of a store about a field. */
export interface FieldQuestions {
  /** Whether the field holds a value of the attribute. */
  present(field: string): MappedFilter;
  compare(field: string, operator: PositiveOperator, value: string | number | boolean): MappedFilter;
}
