import type { JsonValue } from '../scim/index.js';

type PathStep = string | number | '*';

const token = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|\.?([^.[\]]+)/gy;

/**
 * Reads `Resources[0].id`, `emails[*].value`, `["urn:…:User"].department`.
 * @throws Error where the text is no path
 */
export function parseValuePath(text: string): readonly PathStep[] {
  const steps: PathStep[] = [];
  let at = 0;
  for (const match of text.matchAll(token)) {
    const [all, quoted, index, name] = match;
    steps.push(quoted?.replaceAll(/\\(.)/g, '$1') ?? name ?? (index === '*' ? '*' : Number(index)));
    at = match.index + all.length;
  }
  if (at !== text.length || steps.length === 0) throw new Error(`"${text}" is no path of a value`);
  return steps;
}

/** What lies there; for `[*]` a list of what lies in each element. undefined where there is nothing. */
export function valueAtPath(from: JsonValue | undefined, steps: readonly PathStep[]): JsonValue | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return from;
  if (typeof from !== 'object' || from === null) return undefined;
  if (step === '*') {
    if (!Array.isArray(from)) return undefined;
    return from.map((each: JsonValue) => valueAtPath(each, rest) ?? null);
  }
  if (!Object.hasOwn(from, step)) return undefined;
  return valueAtPath((from as { readonly [name: string]: JsonValue })[step], rest);
}

/** The path as text: names that are not plain in brackets. */
export function printValuePath(steps: readonly PathStep[]): string {
  return steps
    .map((step, at) => {
      if (typeof step === 'number' || step === '*') return `[${step}]`;
      if (/^[A-Za-z$_][\w$-]*$/.test(step)) return at === 0 ? step : `.${step}`;
      return `["${step.replaceAll(/["\\]/g, '\\$&')}"]`;
    })
    .join('');
}
