import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Fault } from './config-error.js';
import { pointerParts } from './json-pointer.js';
import { secrecyOf } from './masked-config.js';
import { toFault } from './to-fault.js';

export interface Validated {
  /** The data with defaults filled in. */
  readonly value: unknown;
  readonly faults: readonly Fault[];
}

/**
 * Checks data against a JSON Schema (draft-07, with `discriminator`) and fills in its defaults.
 * @param pointer where the data is in the config file
 * @param references the pointers in the config file of texts that came from outside: such a text may stand for a number
 *   or a boolean, as an environment variable is always a text, and no fault shows it. Absent: no fault shows any value.
 */
export function validate(
  schema: object | boolean,
  data: unknown,
  pointer = '',
  references?: ReadonlyMap<string, string>,
): Validated {
  const value = data === undefined ? undefined : structuredClone(data);
  let check: ValidateFunction;
  try {
    const options = { allErrors: true, useDefaults: true, discriminator: true, strict: false, verbose: true } as const;
    check = new Ajv({ ...options, logger: false }).compile(schema);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { value, faults: [{ pointer, message: `It cannot be checked, its schema is wrong: ${reason}.` }] };
  }
  // Where a discriminator was mended, what it leads to has not been looked at yet.
  while (!check(value) && references) {
    const errors = check.errors ?? [];
    const mended = errors.filter((error) => references.has(pointer + error.instancePath) && mend(value, error));
    if (mended.length === 0) break;
  }
  const errors = check.errors ?? [];
  const faults = new Map<string, Fault>();
  const mayQuote = (at: string): boolean => references !== undefined && !references.has(at) && secrecyOf(at) === 'open';
  for (const error of relevantErrors(errors)) {
    const fault = toFault(error, { prefix: pointer, schema, mayQuote });
    if (fault) faults.set(`${fault.pointer} ${fault.message}`, fault);
  }
  return { value, faults: withoutEchoes([...faults.values()]) };
}

/** Turns a text into the number or boolean that its place asks for. */
function mend(root: unknown, { keyword, instancePath, params, data }: ErrorObject): boolean {
  if (keyword !== 'type' || typeof data !== 'string') return false;
  const types = [params.type as unknown].flat();
  const mended = convert(data, types);
  const parts = [...pointerParts(instancePath)];
  const name = parts.pop();
  if (mended === undefined || name === undefined) return false;
  let parent = root;
  for (const part of parts) parent = (parent as { readonly [name: string]: unknown })[part];
  Object.defineProperty(parent, name, { value: mended, enumerable: true, writable: true, configurable: true });
  return true;
}

function convert(text: string, types: readonly unknown[]): number | boolean | undefined {
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text);
  return isNumber && (types.includes('number') || types.includes('integer')) ? Number(text) : undefined;
}

/** Of the branches of each `anyOf`, only those that the value was meant for. */
function relevantErrors(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const dropped = new Set<ErrorObject>();
  for (const choice of errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')) {
    const branches = branchesOf(choice, errors);
    const meant = [...branches.values()].filter(
      (branch) =>
        !branch.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === choice.instancePath),
    );
    const best = meant.sort((left, right) => misfits(left) - misfits(right))[0];
    if (best) dropped.add(choice);
    for (const branch of branches.values()) if (branch !== best) for (const error of branch) dropped.add(error);
  }
  return errors.filter((error) => !dropped.has(error) && error.keyword !== 'if');
}

/** The errors of each branch, for the one value that had the choice. */
function branchesOf(choice: ErrorObject, errors: readonly ErrorObject[]): ReadonlyMap<string, readonly ErrorObject[]> {
  const branches = new Map<string, ErrorObject[]>();
  const { schemaPath, instancePath } = choice;
  for (const error of errors) {
    const isBelow = error.instancePath === instancePath || error.instancePath.startsWith(`${instancePath}/`);
    if (!isBelow || !error.schemaPath.startsWith(`${schemaPath}/`)) continue;
    const branch = error.schemaPath.slice(schemaPath.length + 1).split('/', 1)[0] ?? '';
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  return branches;
}

/** A property that a branch does not know says more against it than one that it misses. */
function misfits(branch: readonly ErrorObject[]): number {
  return branch.reduce((sum, { keyword }) => sum + (keyword === 'additionalProperties' ? 2 : 1), 0);
}

/** A setting that is missing because its name is misspelt is one fault, not two. */
function withoutEchoes(faults: readonly Fault[]): readonly Fault[] {
  const meant = new Set(
    faults.map(({ pointer, suggestion }) => `${pointer.slice(0, pointer.lastIndexOf('/'))}/${suggestion}`),
  );
  return faults.filter(({ pointer, missing }) => missing === undefined || !meant.has(`${pointer}/${missing}`));
}
