import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StoredRecord } from 'scim-gateway/plugin';

/**
 * The records to start with, by resource type: from a JSON file, or as the options hold them.
 * @throws Error a sentence that says what is wrong with the seed
 */
export function readSeed(seed: unknown, folder: string): (readonly [type: string, records: readonly StoredRecord[]])[] {
  if (seed === undefined) return [];
  const file = typeof seed === 'string' ? resolve(folder, seed) : undefined;
  const where = file === undefined ? 'The option "seed"' : `The seed ${file}`;
  const data = file === undefined ? seed : parse(file);
  if (!isRecord(data)) throw new Error(`${where} must be an object like { "User": [ … ], "Group": [ … ] }.`);
  return Object.entries(data).map(([type, records]) => {
    if (!Array.isArray(records) || !records.every(isRecord)) {
      throw new Error(`${where} must hold a list of objects under "${type}".`);
    }
    return [type, records as readonly StoredRecord[]] as const;
  });
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The seed ${file} cannot be read: ${reason}`, { cause: error });
  }
}

function isRecord(value: unknown): value is StoredRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
