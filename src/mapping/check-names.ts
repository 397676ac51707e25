import { closest, distance } from 'fastest-levenshtein';

/** The name that was perhaps meant. */
export function nearestOf(text: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const near = closest(text, [...names]);
  return distance(text.toLowerCase(), near.toLowerCase()) <= Math.max(2, text.length / 4) ? near : undefined;
}
