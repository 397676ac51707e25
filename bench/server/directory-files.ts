import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvLine } from '../csv-text.js';
import { employeeNumber, people } from '../people.js';

/** What a bench asks the gateway about. */
export interface BenchDirectory {
  readonly folder: string;
  readonly size: number;
  /** People all over the file, by what they are looked up with. */
  readonly sample: readonly { readonly id: string; readonly login: string }[];
  readonly groupId: string;
  /** Ids of people who are not in the group. */
  nextOutsider(): string;
}

const SAMPLE = 500;
const GROUP_MEMBERS = 10_000;
const ROWS_A_WRITE = 1000;
const GROUP_ID = 'G001';

/** Writes a CSV directory of `size` people with one large group, and the repository's own config for it. */
export async function writeDirectory(folder: string, size: number): Promise<BenchDirectory> {
  const sample: { id: string; login: string }[] = [];
  const step = Math.max(1, Math.floor(size / SAMPLE));
  const rows = function* (): Generator<string> {
    let lines: string[] = [];
    let index = 0;
    for (const person of people(size)) {
      if (index === 0) lines.push(csvLine(Object.keys(person)));
      if (index % step === 0 && sample.length < SAMPLE) sample.push({ id: person.employee_no, login: person.login });
      lines.push(csvLine(Object.values(person)));
      index += 1;
      if (lines.length < ROWS_A_WRITE) continue;
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
  };
  await pipeline(Readable.from(rows()), createWriteStream(join(folder, 'users.csv')));
  const members = Array.from({ length: GROUP_MEMBERS }, (_, index) => employeeNumber(index));
  writeFileSync(
    join(folder, 'groups.csv'),
    `group_id,name,description,members\n${csvLine([GROUP_ID, 'Everyone', '', members.join(';')])}\n`,
  );
  const config = JSON.parse(readFileSync(new URL('../../../connector.config.json', import.meta.url), 'utf8'));
  writeFileSync(
    join(folder, 'connector.config.json'),
    JSON.stringify({
      ...config,
      // A small directory has not so many people as the group.
      ...(size < 2 * GROUP_MEMBERS && { unknownMembers: 'accept' }),
      plugin: { use: 'csv', options: { User: { file: 'users.csv' }, Group: { file: 'groups.csv' } } },
    }),
  );
  // The bare server takes more of them than there are.
  const outsiders = size < 2 * GROUP_MEMBERS ? Number.POSITIVE_INFINITY : size - GROUP_MEMBERS;
  let turn = 0;
  return {
    folder,
    size,
    sample,
    groupId: GROUP_ID,
    nextOutsider: () => employeeNumber(GROUP_MEMBERS + (turn++ % outsiders)),
  };
}
