/** How one file's rows are told apart, looked up and split. */
export interface TableSpec {
  /** What the journal calls the file: a resource type, or `Group.members`. */
  readonly role: string;
  /** The column that holds the key; two for a file of pairs. */
  readonly keyColumns: readonly string[];
  /** Set where a row without a key is given one; absent: such a row is a fault. */
  readonly generate?: 'uuid' | 'sequence';
  readonly lookups: readonly { readonly column: string; readonly unique: boolean; readonly caseExact: boolean }[];
  /** Columns that hold several values, looked up one by one. */
  readonly lists: readonly { readonly column: string; readonly separator: string }[];
  /** Columns that must be there, besides the ones above. */
  readonly needed: readonly string[];
}
