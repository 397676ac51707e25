/**
 * Takes a text apart into the values between fixed texts; undefined where there is no way, or more than one.
 * @param parts fixed texts, one more than there are values: before, between (none of these empty) and behind them
 */
export function splitText(text: string, parts: readonly string[]): readonly string[] | undefined {
  const [before = '', ...rest] = parts;
  const behind = rest.at(-1) ?? '';
  const between = rest.slice(0, -1);
  if (!text.startsWith(before) || !text.endsWith(behind) || text.length < before.length + behind.length)
    return undefined;
  const middle = text.slice(before.length, text.length - behind.length);
  const first = leftmost(middle, between);
  const last = rightmost(middle, between);
  // Where the first way and the last are the same one, there is no other.
  if (!first || !last || first.some((at, index) => at !== last[index])) return undefined;
  const starts = [0, ...first.map((at, index) => at + (between[index] ?? '').length)];
  return starts.map((start, index) => middle.slice(start, first[index]));
}

/** Where each of the texts begins, as early as possible, with something before, between and behind them. */
function leftmost(text: string, between: readonly string[]): readonly number[] | undefined {
  const found: number[] = [];
  let from = 0;
  for (const part of between) {
    const at = text.indexOf(part, from + 1);
    if (at < 0) return undefined;
    found.push(at);
    from = at + part.length;
  }
  return from < text.length ? found : undefined;
}

function rightmost(text: string, between: readonly string[]): readonly number[] | undefined {
  const found: number[] = [];
  let end = text.length;
  for (const part of between.toReversed()) {
    const at = end - part.length - 1 < 0 ? -1 : text.lastIndexOf(part, end - part.length - 1);
    if (at < 1) return undefined;
    found.unshift(at);
    end = at;
  }
  return found;
}
