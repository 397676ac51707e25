import type { Later, Proof } from './authenticator.js';
import type { Principal } from './principal.js';

/** The principal where the answer is yes. */
export function proofOf(matches: boolean | Later<boolean>, principal: Principal): Proof {
  if (typeof matches === 'function') return async () => ((await matches()) ? principal : undefined);
  return matches ? principal : undefined;
}
