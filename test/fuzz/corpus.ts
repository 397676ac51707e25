const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Bodies in the manner of Okta, Entra ID, OneLogin and others. */
export const resources: readonly unknown[] = [
  {
    schemas: ['urn:scim:schemas:core:1.0', 'urn:okta:onprem_app:1.0:user:custom'],
    userName: 'fuzz@example.com',
    emails: [
      { primary: true, value: 'fuzz@example.com', type: 'primary' },
      { primary: false, value: 'second@example.com', type: 'secondary' },
    ],
    phoneNumbers: [{ value: '123-444-5555', type: 'mobile' }],
    name: { familyName: 'Last', givenName: 'First' },
    active: true,
    password: 'inSecure',
    'urn:okta:onprem_app:1.0:user:custom': { isAdmin: false, departmentName: 'Testing' },
  },
  {
    schemas: [USER, ENTERPRISE],
    externalId: '0a21f0f2',
    userName: 'fuzz2@example.com',
    active: 'True',
    emails: [{ primary: true, type: 'work', value: 'fuzz2@example.com' }],
    meta: { resourceType: 'User' },
    name: { formatted: 'A B', familyName: 'B', givenName: 'A' },
    roles: [],
    addresses: null,
    [ENTERPRISE]: { department: 'x', manager: { value: '1' } },
  },
  {
    displayName: 'fuzz group',
    members: [
      { value: '1', display: 'x' },
      { $ref: null, value: '2' },
    ],
  },
];

export const patches20: readonly unknown[] = [
  { schemas: [PATCH], Operations: [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'x@example.com' }] },
  { schemas: [PATCH], Operations: [{ op: 'Add', path: 'members', value: [{ $ref: null, value: '3' }] }] },
  { schemas: [PATCH], Operations: [{ op: 'Remove', path: 'members', value: [{ value: '1' }] }] },
  { schemas: [PATCH], Operations: [{ op: 'remove', path: 'members[value eq "2"]' }] },
  { schemas: [PATCH], Operations: [{ op: 'replace', value: { active: 'False', 'name.givenName': 'X' } }] },
  { Operations: [{ op: 'add', path: `${ENTERPRISE}:manager`, value: '26' }] },
  {
    Operations: [
      { op: 'replace', value: { id: '1', displayName: 'renamed' } },
      { op: 'remove', path: 'title' },
    ],
  },
  { Operations: [{ op: 'add', path: 'phoneNumbers[type eq "mobile" and primary eq true].value', value: '1' }] },
];

export const patches11: readonly unknown[] = [
  { schemas: ['urn:scim:schemas:core:1.0'], id: '1', active: false },
  {
    members: [
      { value: '1', operation: 'delete' },
      { value: '3', display: 'x' },
    ],
  },
  { meta: { attributes: ['title', 'name.familyName'] }, name: { givenName: 'X' } },
];

export const searches: readonly unknown[] = [
  { filter: 'userName eq "x"', attributes: ['userName'], startIndex: 1, count: 2, sortBy: 'userName' },
  { cursor: '', count: 1, excludedAttributes: 'members', sortOrder: 'descending' },
];

export const bulks: readonly unknown[] = [
  {
    failOnErrors: 3,
    Operations: [
      { method: 'POST', path: '/Groups', bulkId: 'g', data: { displayName: 'bulk', members: [{ value: 'bulkId:u' }] } },
      { method: 'POST', path: '/Users', bulkId: 'u', data: { userName: 'bulk@example.com' } },
      {
        method: 'PATCH',
        path: '/Users/bulkId:u',
        data: { Operations: [{ op: 'replace', path: 'title', value: 'x' }] },
      },
      { method: 'DELETE', path: '/Users/bulkId:u', version: 'W/"1"' },
    ],
  },
];

export const filters: readonly string[] = [
  'userName eq "x"',
  'email eq "a@x" OR email eq "b@x"',
  'active eq true and (meta.lastModified ge "0001-01-03T00:00:00.0000000Z" and meta.lastModified le "2030-01-01T00:00:00Z")',
  'emails[type eq "work" and value co "@x"]',
  `${ENTERPRISE}:department eq "Cloud Service"`,
  'not (title pr) or name.familyName sw "O\\u0027"',
  'urn:okta:onprem_app:1.0:user:custom:departmentName eq "x"',
  'members.value eq "1"',
  'manager eq null',
];

export const paths: readonly string[] = [
  'name.givenName',
  'emails[type eq "work"].value',
  'members[value eq "1"]',
  `${ENTERPRISE}:manager.value`,
  `${ENTERPRISE}`,
  'addresses[type eq "work" and not (primary eq true)].country',
];
