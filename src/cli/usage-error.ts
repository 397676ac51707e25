import { closest, distance } from 'fastest-levenshtein';

/** The command line cannot be understood. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** What the command line knows. */
interface KnownWords {
  readonly commands: readonly string[];
  readonly options: readonly string[];
}

/**
 * The parser's complaint as a sentence, with what was perhaps meant.
 * @param words what the user typed
 */
export function explainUsage(complaint: string, words: readonly string[], known: KnownWords): string {
  const unknown = /^Unknown arguments?: (.+)$/.exec(complaint)?.[1]?.split(', ')[0];
  if (unknown !== undefined) {
    if (words.includes(unknown)) return unknownWord('command', '', unknown, known.commands);
    return unknownWord('option', unknown.length === 1 ? '-' : '--', unknown, known.options);
  }
  const choice = /^Invalid values:\s+Argument: ([\w-]+), Given: (.*), Choices: (.*)$/s.exec(complaint);
  if (choice) return `--${choice[1]} cannot be ${choice[2]}. Possible: ${choice[3]?.replaceAll('"', '')}.`;
  const missing = /^Not enough arguments following: ([\w-]+)$/.exec(complaint);
  if (missing) return `--${missing[1]} needs a value.`;
  const [, one, other] = /^Arguments ([\w-]+) and ([\w-]+) are mutually exclusive$/.exec(complaint) ?? [];
  if (one === 'demo') return '--demo needs no config file: leave out --config or --demo.';
  if (one !== undefined) return `--${one} and --${other} do not go together: leave one out.`;
  return complaint;
}

function unknownWord(kind: string, prefix: string, word: string, known: readonly string[]): string {
  const near = closest(word, [...known]);
  const isNear = known.length > 0 && distance(word, near) <= Math.max(2, word.length / 3);
  return `There is no ${kind} "${prefix}${word}".${isNear ? ` Did you mean "${prefix === '' ? '' : '--'}${near}"?` : ''}`;
}
