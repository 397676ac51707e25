import type { Change, FieldFilter, FieldSort, StoredRecord } from '../plugin/index.js';
import type { AttributePath, Filter, JsonObject, Resource } from '../scim/index.js';
import type { Reference } from './reference.js';

/** What a store can be asked of a filter. */
export interface MappedFilter {
  /** Selects every record whose resource the filter selects, and perhaps more. Absent: all. */
  readonly filter?: FieldFilter;
  /** true: it selects no more, so nothing is left to do after the store. */
  readonly exact: boolean;
}

/** The two-way relation between the resources of one type and the records of one store, compiled once. */
export interface CompiledMapping {
  /** The field that holds the record's key. */
  readonly key: string;
  toResource(record: StoredRecord): Resource;
  /** The record of a new resource; without a key where no attribute gives it. */
  toRecord(resource: Resource): StoredRecord;
  /**
   * The least change that makes the record of `before` one of `after`; undefined where nothing differs.
   * @param record of `before`, as the store has it: of a field that holds JSON, what no rule names must stay
   * @throws ScimError 400 `mutability` where it would change the key
   */
  toChange(before: Resource, after: Resource, record: StoredRecord): Change | undefined;
  /** Elements added to and removed from a multi-valued attribute, without knowing the others. */
  listChange(
    attribute: string,
    change: { readonly add: readonly JsonObject[]; readonly remove: readonly string[] },
  ): Change | undefined;
  /** Attributes whose field names another resource otherwise than by its id; `toResource` gives what the field holds. */
  readonly references: readonly MappedReference[];
  /** A value as it comes back once it has been written: the rule of its attribute may give texts one form. */
  asKept(path: string, value: string | number): string | number;
  toFieldFilter(filter: Filter): MappedFilter;
  /** undefined: the store's order of the field is not that of the attribute. */
  toFieldSort(path: AttributePath, order: FieldSort['order']): FieldSort | undefined;
  /** The fields that hold the attributes asked for, and those that every resource needs; undefined: all. */
  fieldsFor(needs: (path: AttributePath) => boolean): readonly string[] | undefined;
  /** Whether the attribute has a place in the record: to be read, or to be written too. */
  has(path: string, access: 'read' | 'write'): boolean;
  /** Attributes of the schemas that have no place in the record, and so are dropped. */
  readonly unmapped: readonly string[];
}

/** An attribute whose field names another resource. */
export interface MappedReference extends Reference {
  /** As the mapping names it. */
  readonly text: string;
  readonly keys: readonly string[];
}

/** Names of the store's own fields about a record (`Store.meta`). */
export interface StoreMeta {
  readonly created?: string;
  readonly lastModified?: string;
  readonly version?: string;
}

/** Told where an expression cannot read a record, which then has no value for the attribute. */
export type OnExpressionFault = (fault: { readonly attribute: string; readonly message: string }) => void;
