import { emptyList, type Fault, refuse } from '../faulty-server.js';

/** What a faulty server does with a filter that it does not understand. */
type Way = 'finds nothing' | 'finds everybody' | 400 | ((filter: string) => string);

const rules: readonly (readonly [check: string, filter: RegExp, way: Way])[] = [
  ['filters.eq.id', /^id eq /, 'finds nothing'],
  ['filters.eq.external-id', /^externalId eq /, 'finds nothing'],
  ['filters.eq.boolean', /active eq false/, 'finds nothing'],
  ['filters.eq.boolean-other', / and active eq true/, (filter) => filter.replace(/ and active eq true/, '')],
  ['filters.eq.case', /^userName eq "[^a-z]+"$/, 'finds nothing'],
  ['filters.names.case', /^USERNAME Eq/, 400],
  ['filters.ne', / ne /, (filter) => filter.replace(' ne ', ' eq ')],
  ['filters.sw', /^userName sw "[^"]*"$/, 'finds nothing'],
  ['filters.ew', / ew /, (filter) => filter.replace(' ew ', ' eq ')],
  ['filters.co', / co /, (filter) => filter.replace(' co ', ' eq ')],
  ['filters.pr', / and title pr$/, (filter) => filter.replace(/ and title pr$/, '')],
  ['filters.gt', / gt /, (filter) => filter.replace(' gt ', ' lt ')],
  ['filters.lt', / lt /, (filter) => filter.replace(' lt ', ' gt ')],
  ['filters.ge-le', / ge /, (filter) => filter.replace(' ge ', ' gt ')],
  ['filters.and', /^userName eq "[^"]*" and userName eq/, (filter) => filter.replace(' and ', ' or ')],
  ['filters.or', /^userName eq "[^"]*" or userName eq "[^"]*"$/, (filter) => filter.replace(' or ', ' and ')],
  ['filters.precedence', /^userName eq .* or .* and /, (filter) => filter.replace(/^(.* or .*) and /, '($1) and ')],
  ['filters.brackets', /^\(.* or .*\) and /, (filter) => filter.replaceAll(/[()]/g, '')],
  ['filters.not', / not \(/, (filter) => filter.replace(' not ', ' ')],
  ['filters.sub-attribute', /^name\.familyName/, 'finds nothing'],
  ['filters.list', /^emails\.value/, 'finds nothing'],
  ['filters.value-path', /^emails\[type eq "work"/, 'finds nothing'],
  [
    'filters.value-path.one-element',
    /^emails\[type eq "home"/,
    (filter) => filter.replace(/^emails\[type (.*) and value (.*)\]$/, 'emails.type $1 and emails.value $2'),
  ],
  ['filters.urn', /^urn:/, 400],
  ['filters.escapes', /\\/, 400],
  ['filters.invalid.operator', /resembles/, 'finds everybody'],
  ['filters.invalid.syntax', /^\(userName eq "ada"$/, 'finds everybody'],
  ['filters.unknown-attribute', /^noSuchAttribute/, 'finds everybody'],
];

export const filterFaults: readonly Fault[] = [
  ...rules.map(
    ([check, pattern, way]): Fault => ({
      name: `${check.slice('filters.'.length)} not understood`,
      catches: [check],
      request({ query, method }) {
        const filter = query.get('filter');
        if (method !== 'GET' || filter === null || !pattern.test(filter)) return undefined;
        if (way === 'finds nothing') return emptyList();
        if (way === 400) return refuse(400, 'invalidFilter');
        if (way === 'finds everybody') query.delete('filter');
        else query.set('filter', way(filter));
        return undefined;
      },
    }),
  ),
  {
    name: 'eq on userName passed over',
    catches: ['filters.eq', 'filters.eq.nobody', 'filters.eq.total', 'filters.eq.case', 'filters.plus'],
    request({ query }) {
      if (/^userName eq "[^"]*"$/.test(query.get('filter') ?? '')) query.delete('filter');
      return undefined;
    },
  },
  {
    name: '404 where nobody is found',
    catches: ['filters.eq.nobody'],
    response(answered, { query }) {
      const isLookUp = /^userName eq "[^"]*"$/.test(query.get('filter') ?? '');
      if (isLookUp && answered.body.totalResults === 0) Object.assign(answered, refuse(404));
    },
  },
  {
    name: 'totalResults of everything',
    catches: ['filters.eq.total'],
    response({ body }, { query }) {
      if (query.has('filter') && body.totalResults === 1) body.totalResults = 99;
    },
  },
  {
    name: '"+" taken for itself',
    catches: ['filters.plus'],
    request: ({ search }) => (search.includes('+') ? refuse(400, 'invalidFilter') : undefined),
  },
  {
    name: '.search that passes its filter over',
    catches: ['filters.search'],
    request({ path, body }) {
      if (path === '/Users/.search') delete body.filter;
      return undefined;
    },
  },
];
