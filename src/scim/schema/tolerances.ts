import { ScimError, type ScimType } from '../errors.js';

interface ToleranceRow {
  /** What a client does, and which one is known for it. */
  readonly description: string;
  /** How the request is refused where the row is switched off. */
  readonly scimType: ScimType;
}

/**
 * What clients do that the standards do not allow and that is accepted all the same. A row is in force unless it is
 * switched off.
 */
export const tolerances = {
  textForBoolean: {
    description: 'A boolean sent as a text, "True" or "false" (Entra ID).',
    scimType: 'invalidValue',
  },
  textForNumber: { description: 'A number sent as a text.', scimType: 'invalidValue' },
  numberForText: {
    description: 'A text sent as a number or boolean (Okta entitlement samples).',
    scimType: 'invalidValue',
  },
  singleForList: { description: 'One value where a list belongs.', scimType: 'invalidValue' },
  listForSingle: {
    description: 'A list of one value where the value belongs (old Entra ID, manager).',
    scimType: 'invalidValue',
  },
  textForComplex: {
    description: 'A text where an object with "value" belongs (Entra ID, manager).',
    scimType: 'invalidValue',
  },
  unknownAttribute: {
    description: 'An attribute that no schema of the resource type names; it is dropped.',
    scimType: 'invalidValue',
  },
  unknownSchema: {
    description: 'A schema URI that no resource type here has (OneLogin, Entra ID groups).',
    scimType: 'invalidValue',
  },
  unknownPath: {
    description: 'A PATCH path to an attribute that no schema names; the operation is left out (Entra ID).',
    scimType: 'invalidPath',
  },
  emptyOperations: { description: 'A PATCH without operations.', scimType: 'invalidSyntax' },
  operationCase: { description: 'The op of a PATCH in capital letters (Entra ID).', scimType: 'invalidSyntax' },
  pathInValue: { description: 'Keys of a PATCH value that are paths (Entra ID).', scimType: 'invalidValue' },
  elementForPath: {
    description: 'A value path that matches no element makes one (Entra ID).',
    scimType: 'noTarget',
  },
  removeByValue: {
    description: 'Removal of elements by a value instead of a path (Entra ID, authentik).',
    scimType: 'invalidValue',
  },
  unquotedText: { description: 'A text without quotes in a filter (old Entra ID).', scimType: 'invalidFilter' },
} as const satisfies { readonly [name: string]: ToleranceRow };

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
