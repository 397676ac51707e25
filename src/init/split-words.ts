/**
 * The words of a command line, as a shell would split them, and nothing else that a shell does: quotes hold words together,
 * a backslash takes the next character as it is.
 * @throws Error a sentence: a quote that is not closed, no word at all, or what only a shell could do
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else if (character === '\\' && quote === '"' && /["\\]/.test(line[at + 1] ?? '')) word += line[++at] as string;
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\' && at + 1 < line.length) {
      word = (word ?? '') + (line[++at] as string);
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (/[|&;<>`$]/.test(character)) {
      throw new Error(
        `"${character}" is for a shell, and no shell runs the command: put it into a script, or between quotes.`,
      );
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== undefined) throw new Error(`The quote ${quote} is not closed.`);
  if (word !== undefined) words.push(word);
  if (words.length === 0 || words[0] === '') throw new Error('It names no program.');
  return words;
}
