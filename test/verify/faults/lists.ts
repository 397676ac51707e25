import { type Asked, emptyList, type Fault, type Json, refuse } from '../faulty-server.js';

const isList = ({ path, method }: Asked): boolean => path === '/Users' && method === 'GET';

/** A fault in the query of a list of users. */
const asks = (name: string, catches: readonly string[], bend: (query: URLSearchParams) => void): Fault => ({
  name,
  catches,
  request(asked) {
    if (isList(asked)) bend(asked.query);
    return undefined;
  },
});

/** A fault in the answer to one. */
const answers = (
  name: string,
  catches: readonly string[],
  bend: (body: Json, query: URLSearchParams) => void,
): Fault => ({
  name,
  catches,
  response({ body, status }, asked) {
    if (isList(asked) && status === 200) bend(body, asked.query);
  },
});

export function listFaults(): readonly Fault[] {
  let turn = false;
  return [
    answers('paging numbers as texts', ['paging.numbers', 'paging.start-index'], (body) => {
      body.startIndex = String(body.startIndex);
    }),
    asks('count passed over', ['paging.count'], (query) => {
      if (query.get('count') === '2' && query.get('startIndex') === '1') query.set('count', '5');
      if (query.get('startIndex') === '0') query.set('count', '5');
    }),
    answers('itemsPerPage of all pages', ['paging.items-per-page', 'paging.past-end'], (body) => {
      body.itemsPerPage = 100;
    }),
    answers('startIndex 1 on each page', ['paging.start-index'], (body) => {
      body.startIndex = 1;
    }),
    answers('totalResults of the page', ['paging.total'], (body, query) => {
      if (query.get('count') === '1' && !query.has('filter')) body.totalResults = body.Resources.length;
    }),
    asks('count=0 passed over', ['paging.count-0'], (query) => {
      if (query.get('count') === '0') query.delete('count');
    }),
    {
      name: 'a negative count refused',
      catches: ['paging.count-negative'],
      request: ({ query }) => (query.get('count') === '-1' ? refuse(400) : undefined),
    },
    {
      name: 'startIndex 0 refused',
      catches: ['paging.start-index-0'],
      request: ({ query }) => (query.get('startIndex') === '0' ? refuse(400) : undefined),
    },
    {
      name: '404 past the end',
      catches: ['paging.past-end'],
      request: ({ query }) => (Number(query.get('startIndex')) > 1_000_000 ? refuse(404) : undefined),
    },
    answers('another order each time', ['paging.stable'], (body, query) => {
      if (query.get('count') !== '20') return;
      turn = !turn;
      if (turn) body.Resources.reverse();
    }),
    asks('the same page again and again', ['paging.walk'], (query) => {
      if (query.has('filter') && query.has('startIndex')) query.set('startIndex', '1');
    }),
    {
      name: 'more than the announced maxResults',
      catches: ['paging.max-results'],
      response({ body }, { path }) {
        if (path === '/ServiceProviderConfig') body.filter.maxResults = 1;
      },
    },
    asks('each cursor taken for the first', ['paging.cursor', 'paging.cursor.forged'], (query) => {
      if (query.has('cursor')) query.set('cursor', '');
    }),
    {
      name: 'forged cursors answered with an empty page',
      catches: ['paging.cursor.forged'],
      request: ({ query }) => (query.get('cursor') === 'no-cursor-of-yours' ? emptyList() : undefined),
    },
    asks('ascending taken for descending', ['sort.ascending'], (query) => {
      if (query.get('sortOrder') === 'ascending') query.set('sortOrder', 'descending');
    }),
    asks('descending without being asked', ['sort.default'], (query) => {
      if (query.get('sortBy') === 'userName' && !query.has('sortOrder')) query.set('sortOrder', 'descending');
    }),
    asks('descending passed over', ['sort.descending'], (query) => {
      if (query.get('sortOrder') === 'descending') query.delete('sortOrder');
    }),
    asks('sub-attributes not sorted by', ['sort.sub-attribute'], (query) => {
      if (query.get('sortBy') === 'name.familyName') query.set('sortBy', 'userName');
    }),
    answers('missing values first', ['sort.missing-last'], (body, query) => {
      if (query.get('sortBy') === 'title') body.Resources.unshift(body.Resources.pop());
    }),
  ];
}

/** A fault that changes which attributes are chosen. */
const chooses = (check: string, name: string, matches: (asked: Asked) => boolean, choice?: string): Fault => ({
  name,
  catches: [check],
  request(asked) {
    if (!matches(asked)) return undefined;
    if (choice === undefined) {
      asked.query.delete('attributes');
      asked.query.delete('excludedAttributes');
    } else asked.query.set('attributes', choice);
    return undefined;
  },
});

const isOne = ({ path, method }: Asked): boolean => /^\/Users\/./.test(path) && method === 'GET';
const attributes = ({ query }: Asked): string => query.get('attributes') ?? '';

export const projectionFaults: readonly Fault[] = [
  chooses(
    'projection.attributes',
    'attributes passed over',
    (asked) => isOne(asked) && attributes(asked) === 'userName',
  ),
  chooses('projection.attributes.list', 'attributes passed over in lists', (asked) => isList(asked)),
  chooses(
    'projection.attributes.sub',
    'sub-attributes not chosen',
    (asked) => attributes(asked) === 'name.familyName',
    'name',
  ),
  chooses(
    'projection.attributes.case',
    'names in capital letters not known',
    (asked) => attributes(asked) === 'USERNAME',
    'id',
  ),
  chooses(
    'projection.attributes.urn',
    'names with a schema not known',
    (asked) => attributes(asked).startsWith('urn:'),
    'id',
  ),
  chooses(
    'projection.excluded',
    'excludedAttributes passed over',
    ({ query }) => query.get('excludedAttributes') === 'emails,name',
  ),
  {
    name: 'id left out',
    catches: ['projection.excluded.always'],
    response: ({ body }, { query }) => void (query.get('excludedAttributes')?.startsWith('id') && delete body.id),
  },
  chooses('projection.create', 'attributes passed over by POST', ({ method }) => method === 'POST'),
  chooses('projection.replace', 'attributes passed over by PUT', ({ method }) => method === 'PUT'),
  chooses('projection.patch', 'attributes passed over by PATCH', ({ method }) => method === 'PATCH'),
];
