import { csvLine } from './csv-text.js';
import { departments, type Person, people } from './people.js';
import { createRandom } from './random.js';

const PEOPLE = 250;
const DEMO_PEOPLE = 25;
const SEED = 20;

interface ExampleGroup {
  readonly group_id: string;
  readonly name: string;
  readonly description: string;
  /** Employee numbers. */
  readonly members: readonly string[];
}

/** The files of `data/`, by name: what they hold is what this makes. */
export function exampleData(): { readonly [file: string]: string } {
  const everybody = [...people(PEOPLE, SEED)];
  const groups = exampleGroups(everybody);
  return {
    'users.csv': usersCsv(everybody),
    'groups.csv': groupsCsv(groups),
    'demo.json': `${JSON.stringify(demo(everybody.slice(0, DEMO_PEOPLE), groups), null, 2)}\n`,
  };
}

function usersCsv(everybody: readonly Person[]): string {
  const columns = Object.keys(everybody[0] as Person) as (keyof Person)[];
  return lines([columns, ...everybody.map((person) => columns.map((column) => person[column]))]);
}

function groupsCsv(groups: readonly ExampleGroup[]): string {
  const rows = groups.map(({ group_id, name, description, members }) => [
    group_id,
    name,
    description,
    members.join(';'),
  ]);
  return lines([['group_id', 'name', 'description', 'members'], ...rows]);
}

function lines(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${csvLine(row)}\n`).join('');
}

function exampleGroups(everybody: readonly Person[]): readonly ExampleGroup[] {
  const random = createRandom(SEED);
  const active = everybody.filter(({ status }) => status === 'A');
  const some = (share: number): readonly string[] =>
    active.filter(() => random.chance(share)).map(({ employee_no }) => employee_no);
  const ofDepartments = departments.map(({ name, costCenter }) => ({
    name,
    description: `Everybody in cost center ${costCenter}`,
    members: active.filter(({ department }) => department === name).map(({ employee_no }) => employee_no),
  }));
  return [
    {
      name: 'Everyone',
      description: 'All people who are active',
      members: active.map(({ employee_no }) => employee_no),
    },
    { name: 'VPN', description: 'May come in from outside', members: some(0.4) },
    { name: "Comité d'entreprise", description: '', members: some(0.05) },
    { name: 'Contractors, 2026', description: 'Empty until the first one comes', members: [] },
    ...ofDepartments,
  ].map((group, index) => ({ group_id: `G${String(index + 1).padStart(3, '0')}`, ...group }));
}

/** Whole resources, for the memory plugin. */
function demo(some: readonly Person[], groups: readonly ExampleGroup[]): object {
  const ids = new Set(some.map(({ employee_no }) => employee_no));
  const chosen = groups.filter(({ name }) => ['Everyone', 'VPN', 'Engineering', 'Finance'].includes(name));
  return {
    User: some.map(toUser),
    Group: chosen.map(({ group_id, name, members }) => ({
      id: group_id,
      displayName: name,
      members: members.filter((member) => ids.has(member)).map((value) => ({ value })),
    })),
  };
}

function toUser(person: Person): object {
  const { mail, mail2, mobile, title, external_id } = person;
  return {
    id: person.employee_no,
    userName: person.login,
    ...(external_id !== '' && { externalId: external_id }),
    name: { givenName: person.first_name, familyName: person.last_name, formatted: person.display_name },
    displayName: person.display_name,
    emails: [{ value: mail, type: 'work', primary: true }, ...(mail2 === '' ? [] : [{ value: mail2, type: 'home' }])],
    ...(mobile !== '' && { phoneNumbers: [{ value: mobile, type: 'mobile' }] }),
    ...(title !== '' && { title }),
    locale: person.locale,
    active: person.status === 'A',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
      employeeNumber: person.employee_no,
      department: person.department,
      ...(person.manager !== '' && { manager: { value: person.manager } }),
    },
  };
}
