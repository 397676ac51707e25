import type { Table } from './table.js';

/** Fields of a record that no column of the file holds. */
export const CREATED = '$created';
export const LAST_MODIFIED = '$lastModified';
export const VERSION = '$version';

export const virtualFields: { readonly [field: string]: (table: Table, slot: number) => string } = {
  [CREATED]: ({ meta }, slot) => new Date(meta.created[slot] as number).toISOString(),
  [LAST_MODIFIED]: ({ meta }, slot) => new Date(meta.modified[slot] as number).toISOString(),
  [VERSION]: versionOf,
};

/** Changes with every change of the row, and is not used again when the sidecar was lost. */
export function versionOf({ meta }: Table, slot: number): string {
  return `${(meta.modified[slot] as number).toString(36)}-${meta.revision[slot]}`;
}
