import { type Culture, cultures } from './names.js';
import { createRandom, type Random } from './random.js';

/** One row of the users file; an empty text is an empty cell. */
export interface Person {
  readonly employee_no: string;
  readonly login: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly display_name: string;
  readonly mail: string;
  readonly mail2: string;
  readonly mobile: string;
  readonly phone: string;
  readonly title: string;
  readonly department: string;
  readonly cost_center: string;
  readonly manager: string;
  readonly city: string;
  readonly country: string;
  readonly locale: string;
  /** A: active, D: deactivated. */
  readonly status: 'A' | 'D';
  readonly external_id: string;
}

export const departments = [
  { name: 'Engineering', costCenter: '4100' },
  { name: 'Research & Development', costCenter: '4200' },
  { name: 'Sales, EMEA', costCenter: '5100' },
  { name: 'Sales, Americas', costCenter: '5200' },
  { name: 'Finance', costCenter: '6100' },
  { name: 'People "& Culture"', costCenter: '6200' },
  { name: 'Vertrieb Süd', costCenter: '5300' },
  { name: '品質保証', costCenter: '4300' },
] as const;

const titles = ['Engineer', 'Senior Engineer', 'Analyst', 'Account Executive', 'Team Lead', 'Director', 'Clerk', ''];

const FIRST_NUMBER = 10_001;
const DIGITS = 7;

/** People of many countries, the same for the same seed; each login and employee number is unique. */
export function* people(count: number, seed = 1): Generator<Person> {
  const random = createRandom(seed);
  for (let index = 0; index < count; index++) yield makePerson(index, random);
}

/** The employee number of the person at an index. */
export function employeeNumber(index: number): string {
  return `E${String(FIRST_NUMBER + index).padStart(DIGITS, '0')}`;
}

/** The login of the person at an index, whoever that is. */
function makeLogin(index: number, given: string, family: string): string {
  return `${given}.${family}${index === 0 ? '' : index}`;
}

function makePerson(index: number, random: Random): Person {
  const culture: Culture = random.pick(cultures);
  const [given, givenLatin] = spellings(random.pick(culture.given));
  const [family, familyLatin] = spellings(random.pick(culture.family));
  const department = random.pick(departments);
  const login = `${makeLogin(index, givenLatin, familyLatin)}@example.com`;
  const familyFirst = ['JP', 'CN', 'KR'].includes(culture.country);
  const number = (digits: number): string => String(random.below(10 ** digits)).padStart(digits, '0');
  return {
    employee_no: employeeNumber(index),
    login,
    first_name: given,
    last_name: family,
    display_name: familyFirst ? `${family} ${given}` : `${given} ${family}`,
    mail: login,
    mail2: random.chance(0.3) ? `${givenLatin}${number(4)}@example.net` : '',
    mobile: random.chance(0.6) ? `${culture.dialling} ${number(4)}` : '',
    phone: random.chance(0.5) ? `${culture.dialling} ${number(3)}` : '',
    title: random.pick(titles),
    department: department.name,
    cost_center: random.chance(0.9) ? department.costCenter : '',
    manager: index === 0 ? '' : employeeNumber(Math.floor(index / 8)),
    city: random.pick(culture.cities),
    country: culture.country,
    locale: culture.locale,
    status: random.chance(0.92) ? 'A' : 'D',
    external_id: random.chance(0.7) ? `00u${number(6)}x${index.toString(36)}` : '',
  };
}

function spellings(name: string | readonly [string, string]): readonly [written: string, latin: string] {
  if (typeof name !== 'string') return [name[0], name[1]];
  return [name, name.toLowerCase().replace(/[^a-z]/g, '')];
}
