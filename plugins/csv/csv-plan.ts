import { resolve } from 'node:path';
import { type Host, type RecordUse, toMilliseconds } from 'scim-gateway/plugin';
import type { FileFormat } from './csv-document.js';
import type { CsvFilePlan } from './csv-file.js';
import type { CsvOptions, TableOptions } from './options.js';
import type { TableSpec } from './table-spec.js';
import { virtualFields } from './virtual-fields.js';

/** What the options and the mapping together ask for. */
export interface CsvPlan {
  readonly files: readonly CsvFilePlan[];
  readonly uses: ReadonlyMap<string, RecordUse>;
  readonly layout: GroupLayout | undefined;
  readonly checkpointMs: number;
  readonly passwordForm: 'scrypt' | 'plain';
}

/** Where memberships are kept. */
export type GroupLayout =
  | { readonly kind: 'own'; readonly column: string; readonly separator: string }
  | { readonly kind: 'userColumn'; readonly column: string; readonly separator: string; readonly hasFile: boolean }
  | { readonly kind: 'pairs'; readonly group: string; readonly user: string };

/** The role of the file of (group, member) pairs. */
export const PAIRS = 'Group.members';

/** @throws Error that says which options do not go together */
export function planCsv(options: CsvOptions, host: Host): CsvPlan {
  const { User, Group, checkpoint, password, ...others } = options;
  const tables = new Map<string, TableOptions>(
    Object.entries({ ...(User && { User }), ...others } as { [type: string]: TableOptions }),
  );
  const uses = new Map<string, RecordUse>();
  for (const type of [...tables.keys(), ...(Group ? ['Group'] : [])]) uses.set(type, useOf(type, host));
  const layout = Group && groupLayout(Group, useOf('Group', host), tables.has('User'));
  const files: CsvFilePlan[] = [];
  const add = (role: string, given: TableOptions, spec: Omit<TableSpec, 'role'>): void => {
    files.push({
      path: resolve(host.folder, given.file),
      label: given.file,
      format: formatOf(given),
      spec: { role, ...spec },
    });
  };
  for (const [type, given] of tables) {
    const own = type === 'User' && layout?.kind === 'userColumn' ? [listOf(layout)] : [];
    add(type, given, specOf(useOf(type, host), own, undefined));
  }
  if (Group?.file !== undefined) {
    const own = layout?.kind === 'own' ? [listOf(layout)] : [];
    add('Group', { ...Group, file: Group.file }, specOf(useOf('Group', host), own, layout));
  }
  if (layout?.kind === 'pairs' && Group?.members && 'file' in Group.members) {
    const { group, user } = layout;
    const lookups = [group, user].map((column) => ({ column, unique: false, caseExact: true }));
    add(PAIRS, Group.members as TableOptions, { keyColumns: [group, user], lookups, lists: [], needed: [] });
  }
  if (files.length === 0) throw new Error('Name at least one file: "User": { "file": "users.csv" }.');
  refuseSameFile(files);
  return { files, uses, layout, checkpointMs: toMilliseconds(checkpoint ?? '1s'), passwordForm: password ?? 'scrypt' };
}

function useOf(type: string, { resources }: Host): RecordUse {
  const use = Object.hasOwn(resources, type) ? resources[type] : undefined;
  if (use) return use;
  throw new Error(
    `"${type}" is no resource type of this connector, which has ${Object.keys(resources).join(', ')}. One of your own is declared in "resourceTypes".`,
  );
}

function groupLayout(group: NonNullable<CsvOptions['Group']>, use: RecordUse, hasUsers: boolean): GroupLayout {
  const { members } = group;
  if (members === undefined) {
    if (group.file === undefined)
      throw new Error('"Group" needs a "file", or "members" with the column of the users file that holds groups.');
    const column = use.members ?? 'members';
    return { kind: 'own', column, separator: use.lists[column]?.separator ?? ';' };
  }
  if (!hasUsers) throw new Error('"Group" with "members" needs the "User" file too.');
  if ('userColumn' in members) {
    const { userColumn: column, separator } = members as { userColumn: string; separator?: string };
    return { kind: 'userColumn', column, separator: separator ?? ';', hasFile: group.file !== undefined };
  }
  if (group.file === undefined) throw new Error('"Group" with a third file of members needs its own "file" too.');
  const pairs = members as { group: string; user: string };
  return { kind: 'pairs', group: pairs.group, user: pairs.user };
}

function specOf(use: RecordUse, own: TableSpec['lists'], layout: GroupLayout | undefined): Omit<TableSpec, 'role'> {
  const isElsewhere = (field: string): boolean =>
    Object.hasOwn(virtualFields, field) || (layout !== undefined && layout.kind !== 'own' && field === use.members);
  const lookups = use.lookups.filter(({ field }) => !isElsewhere(field) && field !== use.members);
  const fields = (use.fields ?? []).filter((field) => !isElsewhere(field));
  const needed = [...fields, ...own.map(({ column }) => column), ...(use.password === undefined ? [] : [use.password])];
  // A key that clients set is a column of the system; only an id of ours may be missing and is then made.
  const isOurs = !use.writable.includes(use.key) && !use.lookups.some(({ field }) => field === use.key);
  return {
    keyColumns: [use.key],
    ...(isOurs && { generate: use.generate }),
    lookups: lookups.map(({ field, unique, caseExact }) => ({ column: field, unique, caseExact })),
    lists: own,
    needed: use.fields || own.length > 0 ? needed : [],
  };
}

function listOf({
  column,
  separator,
}: {
  readonly column: string;
  readonly separator: string;
}): TableSpec['lists'][number] {
  return { column, separator };
}

function formatOf({ delimiter, encoding }: TableOptions): FileFormat {
  return { ...(delimiter !== undefined && { delimiter }), ...(encoding !== undefined && { encoding }) };
}

function refuseSameFile(files: readonly CsvFilePlan[]): void {
  const seen = new Map<string, string>();
  for (const { path, label, spec } of files) {
    const other = seen.get(path);
    if (other !== undefined)
      throw new Error(`${label} is named for ${other} and for ${spec.role}; each needs its own file.`);
    seen.set(path, spec.role);
  }
}
