const FIRST_MS = 100;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait before the next attempt: doubled with each failure, and spread, so that what failed together does
 * not come back together.
 * @param failures in a row, from 1
 * @param random from 0 to 1
 */
export function backoff(failures: number, random: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(whole / 2 + (whole / 2) * random);
}
