import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Fault } from './config-error.js';

export interface Interpolated {
  readonly data: unknown;
  readonly faults: readonly Fault[];
  /** The text as it was written, by the pointer of each value that came from outside. */
  readonly references: ReadonlyMap<string, string>;
}

const reference = /\$\{(env|file):([^}]*)\}/g;

/**
 * Fills `${env:NAME}`, `${env:NAME:-default}` and `${file:PATH}` into the strings of parsed data: a value can never change
 * the shape of the file.
 * @param folder what paths are relative to
 */
export function interpolate(data: unknown, env: NodeJS.ProcessEnv, folder: string): Interpolated {
  const faults: Fault[] = [];
  const references = new Map<string, string>();
  const fill = (text: string, pointer: string): string =>
    text.replace(reference, (_, kind: string, name: string) => {
      references.set(pointer, text);
      const value = kind === 'env' ? fromEnvironment(name, env) : fromFile(name, folder);
      if (typeof value === 'string') return value;
      faults.push({ pointer, message: value.problem });
      return '';
    });
  const walk = (value: unknown, pointer: string): unknown => {
    if (typeof value === 'string') return value.includes('${') ? fill(value, pointer) : value;
    if (Array.isArray(value)) return value.map((element, index) => walk(element, `${pointer}/${index}`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, walk(inner, `${pointer}/${escapePointer(name)}`)]),
    );
  };
  return { data: walk(data, ''), faults, references };
}

/** One name as a part of a JSON pointer (RFC 6901). */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function fromEnvironment(text: string, env: NodeJS.ProcessEnv): string | { readonly problem: string } {
  const split = text.indexOf(':-');
  const name = split < 0 ? text : text.slice(0, split);
  const value = env[name];
  if (value !== undefined && (value !== '' || split < 0)) return value;
  if (split >= 0) return text.slice(split + 2);
  return {
    problem: `The environment variable ${name} is not set. Set it, or write a default: \${env:${name}:-default}.`,
  };
}

function fromFile(path: string, folder: string): string | { readonly problem: string } {
  const file = resolve(folder, path);
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${String(code)})`;
    return { problem: `The file ${file} ${reason}.` };
  }
}
