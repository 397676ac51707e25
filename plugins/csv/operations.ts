/** A column's value, by name: an array of pairs, for a column may have any name. */
export type Cells = readonly (readonly [column: string, value: string])[];

/** Elements added to and removed from a list cell; only those that really were absent or present. */
export interface ListCells {
  readonly column: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** One row's change, as the journal keeps it. `file` is the role of the file: a resource type, or `Group.members`. */
export type RowOperation =
  | { readonly op: 'insert'; readonly file: string; readonly key: string; readonly cells: Cells }
  | {
      readonly op: 'update';
      readonly file: string;
      readonly key: string;
      /** Column, value before, value after. Empty with no `lists`: the row only counts as changed. */
      readonly set: readonly (readonly [column: string, before: string, after: string])[];
      readonly lists?: readonly ListCells[];
      /** The row before the change without its list cells, where `set` is not empty: to restore it if it is gone. */
      readonly row?: Cells;
    }
  | { readonly op: 'remove'; readonly file: string; readonly key: string; readonly row: Cells };

/** What is durable together or not at all. */
export interface Entry {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly operations: readonly RowOperation[];
}
