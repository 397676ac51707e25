import type { Place } from './config-error.js';

/** Names behind which a text is a secret, or may be one: `value` is that of a header in `auth`. */
const name = /["']?\b[\w-]*(?:password|passphrase|secret|token|api-?key|credential|\bvalue)s?["']?\s*:\s*/gi;

/** A quoted text, else a YAML block text, else the rest of the line; sticky, so that each is tried in one place. */
const text = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[|>][^\n]*(?:\n(?:[ \t][^\n]*|(?=\n)))*|[^\s{[][^\n]*/y;

const reference = /^["']?\$\{(?:env:\w+|file:[^}:]+)\}["']?$/;

/**
 * Where secrets may stand in the text of a config file, found by the names before them: it must work for a text that is
 * not well formed, too. Rather too much than too little; a bare `${env:NAME}` is none.
 */
export function secretRanges(source: string): readonly Place[] {
  const ranges: Place[] = [];
  name.lastIndex = 0;
  for (const match of source.matchAll(name)) {
    text.lastIndex = match.index + match[0].length;
    const found = text.exec(source);
    if (found && !reference.test(found[0].trim())) {
      ranges.push({ start: found.index, end: found.index + found[0].length });
    }
  }
  return ranges;
}
