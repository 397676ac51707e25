import { tolerances } from '../../../schemas/scim/tolerances.js';
import { ScimError } from '../errors.js';

export { tolerances };

export type Tolerance = keyof typeof tolerances;

/** Told of each tolerance that a request needed; throw a ScimError from it to refuse. */
export type OnTolerated = (tolerance: Tolerance, path: string) => void;

/**
 * Switches rows of the table off: a request that needs one of them is refused with 400 and the row's own scimType.
 * Strictness about unknown attributes is `refuseTolerances(new Set(['unknownAttribute', 'unknownPath']))`.
 * @param next told of the tolerances that stay on
 */
export function refuseTolerances(off: ReadonlySet<Tolerance>, next?: OnTolerated): OnTolerated {
  return (tolerance, path) => {
    if (!off.has(tolerance)) return next?.(tolerance, path);
    const { description, scimType } = tolerances[tolerance];
    throw new ScimError(400, `${path}: not accepted here. ${description}`, { scimType });
  };
}
