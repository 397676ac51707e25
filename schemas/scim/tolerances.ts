/**
 * What clients do that the standards do not allow and that is accepted all the same. A row is in force unless it is
 * switched off; a request that needs it is then refused with 400 and its `scimType`.
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
} as const;
