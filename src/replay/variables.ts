import { randomBytes, randomUUID } from 'node:crypto';
import type { JsonValue } from '../scim/index.js';

export type Variables = Map<string, string>;

const reference = /\{\{([^{}]+)\}\}/g;

/** A variable that has no value: the step that should have saved one did not. */
export class UnknownVariable extends Error {
  readonly variable: string;

  constructor(variable: string) {
    super(`the variable ${variable} has no value`);
    this.name = 'UnknownVariable';
    this.variable = variable;
  }
}

/**
 * Puts the values of variables where `{{name}}` stands, in names of members too. Built in: `$rand` (8 hex digits), `$uuid`,
 * `$upper:NAME`, and `$url:NAME`, encoded for a URL.
 * @throws UnknownVariable
 */
export function fill(text: string, variables: Variables): string {
  return text.replaceAll(reference, (_, name: string) => {
    if (name === '$rand') return randomBytes(4).toString('hex');
    if (name === '$uuid') return randomUUID();
    const [, form, of] = /^\$(upper|url):(.+)$/.exec(name) ?? [];
    const variable = of ?? name;
    const value = variables.get(variable);
    if (value === undefined) throw new UnknownVariable(variable);
    return form === 'upper' ? value.toUpperCase() : form === 'url' ? encodeURIComponent(value) : value;
  });
}

/** `fill` for every text of a value. @throws UnknownVariable */
export function fillAll(value: JsonValue, variables: Variables): JsonValue {
  return mapTexts(value, (text) => fill(text, variables));
}

/** The names of the variables that a value asks for, without those that are built in. */
export function variablesOf(value: JsonValue): ReadonlySet<string> {
  const found = new Set<string>();
  mapTexts(value, (text) => {
    for (const [, name = ''] of text.matchAll(reference)) {
      if (name !== '$rand' && name !== '$uuid') found.add(name.replace(/^\$(upper|url):/, ''));
    }
    return text;
  });
  return found;
}

function mapTexts(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each: JsonValue) => mapTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as { readonly [name: string]: JsonValue });
  return Object.fromEntries(entries.map(([name, each]) => [change(name), mapTexts(each, change)]));
}
