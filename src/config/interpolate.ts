import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Fault } from './config-error.js';
import { escapePointer } from './json-pointer.js';

export interface Interpolated {
  readonly data: unknown;
  readonly faults: readonly Fault[];
  /** The text as it was written, by the pointer of each value that came from outside. */
  readonly references: ReadonlyMap<string, string>;
}

/** A reference, or a text that looks like one: `$${` stands for `${`. */
const reference = /\$\$\{|\$\{([^}]*)(\}?)/g;

/** Why a value cannot be had. */
interface Problem {
  readonly problem: string;
}

/**
 * Fills `${env:NAME}`, `${env:NAME:-default}` and `${file:PATH}` into the strings of parsed data: a value can never change
 * the shape of the file. As in a shell, the default also stands for an empty variable.
 * @param folder what paths are relative to
 */
export function interpolate(data: unknown, env: NodeJS.ProcessEnv, folder: string): Interpolated {
  const faults: Fault[] = [];
  const references = new Map<string, string>();
  const fill = (text: string, pointer: string): string =>
    text.replace(reference, (whole: string, inside: string | undefined, close: string) => {
      if (inside === undefined) return '${';
      references.set(pointer, text);
      const value = close === '' ? unclosed(whole) : look(inside, env, folder);
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

function look(inside: string, env: NodeJS.ProcessEnv, folder: string): string | Problem {
  if (inside.includes('${')) return { problem: 'A reference cannot stand in another: "${env:A:-${…}}".' };
  if (inside.startsWith('env:')) return fromEnvironment(inside.slice('env:'.length), env);
  if (inside.startsWith('file:')) return fromFile(inside.slice('file:'.length), folder);
  const name = /^\w+$/.test(inside) ? inside : 'NAME';
  return {
    problem: `"\${" begins a value from outside: "\${env:${name}}", "\${env:${name}:-default}" or "\${file:PATH}". Where it is meant as it stands, write "$\${".`,
  };
}

function unclosed(text: string): Problem {
  const kind = /^\$\{(env|file):/.exec(text)?.[1] ?? 'env';
  return { problem: `A "}" is missing: "\${${kind}:…}". Where "\${" is meant as it stands, write "$\${".` };
}

function fromEnvironment(text: string, env: NodeJS.ProcessEnv): string | Problem {
  const split = text.indexOf(':-');
  const name = split < 0 ? text : text.slice(0, split);
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined && (value !== '' || split < 0)) return value;
  if (split >= 0) return text.slice(split + 2);
  return {
    problem: `The environment variable ${name} is not set. Set it, or write a default: "\${env:${name}:-default}".`,
  };
}

function fromFile(path: string, folder: string): string | Problem {
  const file = resolve(folder, path);
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${String(code)})`;
    return { problem: `The file ${file} ${reason}.` };
  }
}
