import { closest, distance } from 'fastest-levenshtein';
import type { Fault } from './config-error.js';

/** What is possible and, where the word that was found is near to one of these, that one. */
export function withNearest(found: string, allowed: readonly string[]): Pick<Fault, 'allowed' | 'suggestion'> {
  const near = allowed.length > 0 ? closest(found, [...allowed]) : undefined;
  const isNear =
    near !== undefined && distance(found.toLowerCase(), near.toLowerCase()) <= Math.max(2, found.length / 3);
  return { allowed, ...(isNear && { suggestion: near }) };
}
