import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NewFile } from './write-new-files.js';

/**
 * The `.gitignore` beside the config with a line for the secrets; undefined where there is no git repository, or where it
 * has the line.
 */
export function ignoreSecrets(folder: string, line: string): NewFile | undefined {
  if (!isInRepository(folder)) return undefined;
  const path = join(folder, '.gitignore');
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (before?.split(/\r?\n/).some((known) => [line, `/${line}`].includes(known.trim()))) return undefined;
  const text = before === undefined || before === '' || before.endsWith('\n') ? (before ?? '') : `${before}\n`;
  return { path, text: `${text}${line}\n`, replace: before !== undefined };
}

function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInRepository(parent);
}
