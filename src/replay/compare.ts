import type { JsonValue } from '../scim/index.js';
import type { Answer } from '../verify/exchange.js';
import { matcherOf, matches } from './matches.js';
import type { Expectation } from './profile.js';
import { parseValuePath, valueAtPath } from './value-path.js';

const MAX_SHOWN = 200;

/** What an answer has otherwise than expected, a sentence each. */
export function differences(answer: Answer, expected: Expectation): readonly string[] {
  const found: string[] = [];
  if (!expected.status.includes(answer.status)) {
    found.push(`status ${answer.status}, expected ${expected.status.join(' or ')}`);
  }
  const body = answer.isJson ? answer.body : undefined;
  // A server that may answer without a body has no attributes to look at.
  const isSilent = answer.status === 204 && expected.status.includes(204);
  for (const [path, wanted] of Object.entries(isSilent ? {} : (expected.body ?? {}))) {
    compare(path, valueAtPath(body, parseValuePath(path)), wanted as JsonValue);
  }
  for (const [name, wanted] of Object.entries(expected.headers ?? {})) {
    compare(`the header ${name}`, answer.headers[name.toLowerCase()], wanted as JsonValue);
  }
  if (expected.maxMs !== undefined && answer.durationMs > expected.maxMs) {
    found.push(`it took ${Math.round(answer.durationMs)} ms, expected at most ${expected.maxMs} ms`);
  }
  return found;

  function compare(what: string, value: JsonValue | undefined, wanted: JsonValue): void {
    if (!matches(value, wanted)) found.push(`${what} is ${shown(value)}, expected ${wantedText(wanted)}`);
  }
}

const words: { readonly [matcher: string]: string } = {
  $type: 'a value of type',
  $contains: 'to contain',
  $notContains: 'not to contain',
  $len: 'a list of length',
  $minLen: 'a list of at least',
  $gte: 'a number of at least',
  $ci: 'in any case of letters',
  $oneOf: 'one of',
};

function wantedText(wanted: JsonValue): string {
  const matcher = matcherOf(wanted);
  if (matcher === undefined) return shown(wanted);
  const operand = (wanted as { readonly [name: string]: JsonValue })[matcher];
  if (matcher === '$exists') return operand === true ? 'a value' : 'none';
  return `${words[matcher]} ${shown(operand)}`;
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined) return 'not there';
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
