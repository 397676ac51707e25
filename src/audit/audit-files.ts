import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The name of a file that is full: with the number of its first line, so that names sort as lines do. */
export function rotatedName(file: string, firstSeq: number): string {
  return `${file}.${String(firstSeq).padStart(12, '0')}`;
}

/** The files of an audit that are there, the oldest first; the one that is written to comes last. */
export async function auditFiles(file: string): Promise<readonly string[]> {
  const name = basename(file);
  const found = await readdir(dirname(file)).catch(() => [] as string[]);
  const rotated = found.filter(
    (other) => other.startsWith(`${name}.`) && /^\d{12}$/.test(other.slice(name.length + 1)),
  );
  return [...rotated.sort(), ...(found.includes(name) ? [name] : [])].map((other) => join(dirname(file), other));
}
