import { scimPatch } from 'scim-patch';
import { filter as compileTheirs, parse as parseTheirs } from 'scim2-parse-filter';
import SCIMMY from 'scimmy';
import {
  applyPatch,
  compileFilter,
  compileProjection,
  compileType,
  createFilterCache,
  dialect11,
  dialect20,
  memberChanges,
  parseFilter,
  parsePatch,
  type Resource,
  standardSchemas,
  standardTypes,
  validateResource,
} from '../../src/scim/index.js';
import type { Contender, Subject } from './measure.js';

const [user, group] = standardTypes.map((type) => compileType(type, standardSchemas)) as [
  ReturnType<typeof compileType>,
  ReturnType<typeof compileType>,
];
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const MEMBERS = 10_000;

const person = {
  schemas: [USER, ENTERPRISE],
  id: '26',
  userName: 'bjensen',
  name: { givenName: 'Barbara', familyName: 'Jensen' },
  displayName: 'Babs',
  active: true,
  emails: [
    { value: 'bjensen@x.example', type: 'work', primary: true },
    { value: 'babs@home.example', type: 'home' },
  ],
  [ENTERPRISE]: { department: 'Tours', manager: { value: '7' } },
  meta: { resourceType: 'User', lastModified: '2026-01-01T00:00:00Z' },
} satisfies Resource;

const crowd = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  id: 'g',
  displayName: 'Everybody',
  members: Array.from({ length: MEMBERS }, (_, index) => ({ value: `user-${index}`, type: 'User' })),
};

const filters = {
  simple: 'userName eq "bjensen"',
  'with a value path': 'emails[type eq "work" and value co "@x"]',
  mixed: 'active eq true and (displayName sw "B" or not (name.familyName eq "Smith")) and emails.value co "home"',
};

function filterSubject(name: string, text: string): Subject {
  return {
    name: `filter, ${name}: parse and match`,
    contenders: [
      { name: 'scim-gateway/scim', run: () => compileFilter(parseFilter(text), user)(person) },
      { name: 'scim2-parse-filter', run: () => compileTheirs(parseTheirs(text))(person) },
      { name: 'scimmy', run: () => new SCIMMY.Types.Filter(text).match([person]) },
    ],
  };
}

const cached = createFilterCache(user, { max: 10 });

function patchSubject(name: string, resource: Resource, type: typeof user, operations: readonly object[]): Subject {
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
  return {
    name: `PATCH, ${name}`,
    contenders: [
      { name: 'scim-gateway/scim', run: () => applyPatch(resource, parsePatch(body, type), type) },
      { name: 'scim-patch', run: () => scimPatch(resource as never, operations as never, { mutateDocument: false }) },
    ],
  };
}

const ours = (run: Contender['run']): readonly Contender[] => [{ name: 'scim-gateway/scim', run }];

const removeOne = [{ op: 'remove', path: `members[value eq "user-${MEMBERS >> 1}"]` }];
const shown = compileProjection({ attributes: `userName,name.givenName,emails,${ENTERPRISE}:department` }, user);
const hidden = compileProjection({ excludedAttributes: 'emails,name.familyName' }, user);
const place = { location: 'http://localhost/scim/v1/Users/26', base: 'http://localhost/scim/v1' };
const by11 = dialect11.writeResource(person, user, place);

export const subjects: readonly Subject[] = [
  ...Object.entries(filters).map(([name, text]) => filterSubject(name, text)),
  { name: 'filter, simple: from the cache, and match', contenders: ours(() => cached(filters.simple).matches(person)) },
  {
    name: 'filter, with a value path: from the cache, and match',
    contenders: ours(() => cached(filters['with a value path']).matches(person)),
  },
  patchSubject('replace one attribute', person, user, [{ op: 'replace', path: 'displayName', value: 'Barbara J' }]),
  patchSubject('replace by value path', person, user, [
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@x.example' },
  ]),
  patchSubject(`remove one member of ${MEMBERS.toLocaleString('en')}`, crowd, group, removeOne),
  patchSubject(`add one member to ${MEMBERS.toLocaleString('en')}`, crowd, group, [
    { op: 'add', path: 'members', value: [{ value: 'someone new' }] },
  ]),
  {
    name: `PATCH, remove one member of ${MEMBERS.toLocaleString('en')}, as the change that a store gets`,
    contenders: ours(() => memberChanges(parsePatch({ Operations: removeOne }, group), group)),
  },
  { name: 'projection, attributes', contenders: ours(() => shown.project(person)) },
  { name: 'projection, excludedAttributes', contenders: ours(() => hidden.project(person)) },
  { name: 'dialect, write 2.0', contenders: ours(() => dialect20.writeResource(person, user, place)) },
  { name: 'dialect, write 1.1', contenders: ours(() => dialect11.writeResource(person, user, place)) },
  { name: 'dialect, read 1.1', contenders: ours(() => dialect11.readResource(by11, user)) },
  { name: 'validation of a user', contenders: ours(() => validateResource(person, user)) },
];
