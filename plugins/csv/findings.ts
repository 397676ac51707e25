import type { Finding, RecordUse } from 'scim-gateway/plugin';
import { lineAt } from './csv-fault.js';
import type { CsvFile } from './csv-file.js';

const MOST_VALUES = 10;

/** What a person should know of a file that is served: kept current, for `scim-gateway check`. */
export function findingsOf(file: CsvFile, type: string, use: RecordUse): readonly Finding[] {
  return [...keyFindings(file, use), ...columnFindings(file, use), ...repeatedValues(file)].map((message) => ({
    resourceType: type,
    message,
  }));
}

function* keyFindings({ table, plan }: CsvFile, use: RecordUse): Generator<string> {
  if (use.writable.includes(use.key)) {
    yield `The key of ${plan.label}, "${use.key}", is a field that clients can change, and an id must not change: leave the attribute out of the mapping, or name another column as "id"; where the file has no such column, one with UUIDs is added.`;
  }
  if (!table.hasKeyColumn) {
    yield `${plan.label} has no column "${use.key}": ids are made from the other columns, and the first change adds the column with them.`;
  }
}

function* columnFindings({ table, plan }: CsvFile, use: RecordUse): Generator<string> {
  if (!use.fields) return;
  const used = new Set([use.key, use.password, use.members, ...use.fields, ...plan.spec.needed]);
  const unused = table.document.columns.filter((name) => name !== '' && !used.has(name));
  if (unused.length > 0) {
    yield `No mapping names these columns of ${plan.label}; they are kept as they are: ${unused.join(', ')}.`;
  }
}

function* repeatedValues({ table, plan }: CsvFile): Generator<string> {
  let values = 0;
  for (const { name, unique, index } of table.lookups) {
    if (!unique) continue;
    for (const [value, slots] of index.repeated()) {
      values += 1;
      if (values > MOST_VALUES) return;
      const lines = slots.map((slot) => {
        const place = table.storage.place(slot);
        return place ? lineAt(table.document.bytes, place.start) : 'a new row';
      });
      yield `${plan.label} holds "${value}" in the unique column "${name}" more than once: lines ${lines.join(', ')} (as the file was read).`;
    }
  }
}
