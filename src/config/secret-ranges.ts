import type { ConfigSource, Fault, Place } from './config-error.js';

/** Names behind which a text may be a secret, misspelt ones too; `value` is that of a header in `auth`. */
const name =
  /(?<![.\w-])(?:[\w-]{0,40}(?:pas|pwd|pw\b|secr|tok|cred|api[-_]?k|private[-_]?k)[\w-]{0,40}|value)["']?\s*:\s*/gi;

/** A quoted text, else a YAML block text, else the rest of the line; sticky, so that each is tried in one place. */
const text = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[|>][^\n]*(?:\n(?:[ \t][^\n]*|(?=\n)))*|[^\s{[][^\n]*/y;

const reference = /^["']?\$\{(?:env:\w+|file:[^}:]+)\}["']?$/;

/**
 * Where secrets may stand in the text of a config file. Most are found by the names before them, which works for a text
 * that is not well formed, too; behind a name that is no setting, anything may be one. Rather too much than too little;
 * a bare `${env:NAME}` is none.
 */
export function secretRanges(source: ConfigSource, faults: readonly Fault[]): readonly Place[] {
  const ranges = [...byName(source.text), ...faults.flatMap((fault) => behindUnknownName(fault, source))];
  const secrets = ranges.filter(({ start, end }) => !reference.test(source.text.slice(start, end).trim()));
  return secrets.sort((left, right) => left.start - right.start);
}

function* byName(source: string): Iterable<Place> {
  for (const match of source.matchAll(name)) {
    text.lastIndex = match.index + match[0].length;
    const found = text.exec(source);
    if (found) yield { start: found.index, end: found.index + found[0].length };
  }
}

function behindUnknownName({ pointer, inName }: Fault, { locate }: ConfigSource): readonly Place[] {
  const located = inName ? locate(pointer) : undefined;
  return located?.scalar && located.key ? [located.value] : [];
}
