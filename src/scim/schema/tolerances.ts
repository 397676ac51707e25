/**
 * What clients do that the standards do not allow and that is accepted all the same: each with the client that is known
 * for it. A row is in force unless it is switched off.
 */
export const tolerances = {
  textForBoolean: 'A boolean sent as a text, "True" or "false" (Entra ID).',
  textForNumber: 'A number sent as a text.',
  numberForText: 'A text sent as a number or boolean (Okta entitlement samples).',
  singleForList: 'One value where a list belongs.',
  listForSingle: 'A list of one value where the value belongs (old Entra ID, manager).',
  textForComplex: 'A text where an object with "value" belongs (Entra ID, manager).',
  unknownAttribute: 'An attribute that no schema of the resource type names; it is dropped.',
  unknownSchema: 'A schema URI that no resource type here has (OneLogin, Entra ID groups).',
  emptyOperations: 'A PATCH without operations.',
  operationCase: 'The op of a PATCH in capital letters (Entra ID).',
  pathInValue: 'Keys of a PATCH value that are paths (Entra ID).',
  elementForPath: 'A value path that matches no element makes one (Entra ID).',
  removeByValue: 'Removal of elements by a value instead of a path (Entra ID, authentik).',
} as const;

export type Tolerance = keyof typeof tolerances;

/** Told of each tolerance that a request needed; throw a ScimError from it to refuse. */
export type OnTolerated = (tolerance: Tolerance, path: string) => void;
