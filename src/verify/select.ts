import type { Check, Suite } from './check.js';
import { CannotVerify } from './mismatch.js';

/** Which checks to run; empty lists choose all. */
export interface Selection {
  readonly suites: readonly string[];
  /** Ids of checks, or their beginnings: `patch`, `users.create`. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/**
 * The suites with the chosen checks, without those that have none.
 * @throws CannotVerify for a word that no suite or check has
 */
export function select(suites: readonly Suite[], { suites: names, only, skip }: Selection): readonly Suite[] {
  for (const name of names) {
    if (!suites.some((suite) => suite.name === name)) {
      throw new CannotVerify(
        `There is no suite "${name}". There are: ${suites.map((suite) => suite.name).join(', ')}.`,
      );
    }
  }
  for (const word of [...only, ...skip]) {
    if (!suites.some(({ checks }) => checks.some((check) => isNamed(check, word)))) {
      throw new CannotVerify(`No check has an id that begins with "${word}". --list shows them all.`);
    }
  }
  return suites
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map((suite) => ({
      ...suite,
      checks: suite.checks.filter(
        (check) =>
          (only.length === 0 || only.some((word) => isNamed(check, word))) &&
          !skip.some((word) => isNamed(check, word)),
      ),
    }))
    .filter(({ checks }) => checks.length > 0);
}

function isNamed({ id }: Check, word: string): boolean {
  return id === word || id.startsWith(`${word}.`);
}
