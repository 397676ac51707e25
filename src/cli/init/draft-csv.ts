import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import {
  derivedGroupMapping,
  type FieldProfile,
  findGroupColumn,
  literal,
  mappingOf,
  memberReferences,
  type ProposedMapping,
  profileFields,
  proposeGroupMapping,
  proposeUserMapping,
} from '../../init/index.js';
import type { Logger } from '../../plugin/index.js';
import { UsageError } from '../usage-error.js';
import { withCopies } from './copied-files.js';
import type { Draft } from './draft.js';
import { readRecords } from './open-draft.js';

/** CSV files to look at, their paths relative to the working folder. */
export interface CsvSource {
  readonly kind: 'csv';
  readonly people: string;
  readonly groups?: string;
}

interface Table {
  readonly path: string;
  /** As the user has named it. */
  readonly name: string;
  readonly encoding?: 'windows-1252';
  readonly fields: readonly FieldProfile[];
}

/**
 * Looks at CSV files through the csv plugin and proposes their mapping.
 * @param folder of the config file: what the paths in it are relative to
 * @throws UsageError, ConfigError, PluginUnusable
 */
export async function draftCsv(source: CsvSource, folder: string, log: Logger): Promise<Draft> {
  const people = await readTable(source.people, log);
  const groups = source.groups === undefined ? undefined : await readTable(source.groups, log);
  const column = groups ? undefined : findGroupColumn(people.fields);
  const user = proposeUserMapping(people.fields, {
    canAddKey: true,
    references: groups ? memberReferences(groups.fields) : [],
    reserved: column ? [column.field] : [],
  });
  const peopleKey = people.fields.find(({ name }) => name === user.id.field);
  const group = groups ? proposeGroupMapping(groups.fields, peopleKey) : column && derivedGroupMapping(column);
  const options = (personFile: string, groupFile: string | undefined) => ({
    User: tableOptions(people, personFile),
    ...(groups && groupFile !== undefined && { Group: tableOptions(groups, groupFile) }),
    ...(column && { Group: { members: { userColumn: column.field, separator: column.separator } } }),
  });
  const proposals: { readonly resourceType: string; readonly proposal: ProposedMapping }[] = [
    { resourceType: 'User', proposal: user },
    ...(group ? [{ resourceType: 'Group', proposal: group }] : []),
  ];
  const mapping = Object.fromEntries(
    proposals.map(({ resourceType, proposal }) => [resourceType, mappingOf(proposal)]),
  );
  return {
    plugin: {
      use: 'csv',
      options: literal(options(pathFrom(folder, people.path), groups && pathFrom(folder, groups.path))),
    },
    mapping,
    proposals,
    notes: notesOf(people, groups, group),
    rehearse: (work) =>
      withCopies(groups ? [people.path, groups.path] : [people.path], (copies, [first = '', second]) =>
        work({ folder: copies, plugin: { use: 'csv', options: literal(options(first, second)) } }),
      ),
  };
}

/** @throws UsageError where there is nothing to look at; PluginUnusable where the file is broken */
async function readTable(file: string, log: Logger): Promise<Table> {
  const path = resolve(file);
  const encoding = encodingOf(path, file);
  const table = (name: string) => ({ file: name, ...(encoding && { encoding }) });
  const records = await withCopies([path], (folder, [name = '']) =>
    readRecords({ folder, plugin: { use: 'csv', options: literal({ User: table(name) }) } }, log),
  );
  if (records.length === 0) {
    throw new UsageError(
      `${file} has no rows, so there is nothing to judge its columns by. Add one, of a test person or group, and try again.`,
    );
  }
  return { path, name: file, fields: profileFields(records), ...(encoding && { encoding }) };
}

/**
 * Personnel systems still write Windows-1252, which has no mark of its own.
 * @returns undefined where the plugin will find the encoding by itself
 */
function encodingOf(path: string, file: string): 'windows-1252' | undefined {
  const bytes = readBytes(path, file);
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isUtf16 || isUtf8(bytes) ? undefined : 'windows-1252';
}

function readBytes(path: string, file: string): Buffer {
  try {
    const found = statSync(path);
    // A pipe or a device might never end.
    if (!found.isFile() && !found.isDirectory()) throw new UsageError(`${file} is no file.`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`There is no file ${file}.`);
    if (code === 'EISDIR') throw new UsageError(`${file} is a folder; name the CSV file in it.`);
    if (code === 'EACCES') throw new UsageError(`${file} may not be read by this user.`);
    throw new UsageError(`${file} cannot be read: ${message}.`);
  }
}

function tableOptions({ encoding }: Table, file: string) {
  return { file, ...(encoding && { encoding }) };
}

/** As people write paths in a config, on every system. */
function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}

function notesOf(people: Table, groups: Table | undefined, group: ProposedMapping | undefined): readonly string[] {
  const tables = groups ? [people, groups] : [people];
  return [
    ...tables
      .filter(({ encoding }) => encoding)
      .map(({ name, encoding }) => `${name} is not UTF-8; it is read and written as ${encoding}.`),
    ...(group ? [] : ['There are no groups: no file of them was named, and no column of people holds any.']),
    ...(group && !group.rules.some(({ attribute }) => attribute === 'members')
      ? [`No column of ${groups?.name} holds members, so groups will be empty until one does.`]
      : []),
  ];
}
