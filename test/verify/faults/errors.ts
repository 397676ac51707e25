import { type Answered, type Asked, type Fault, pretendCreated, say } from '../faulty-server.js';

const isCreate = ({ method, path }: Asked): boolean => method === 'POST' && path === '/Users';
const html = (status: number): Answered => say(status, '<html>Not found</html>', { 'content-type': 'text/html' });

/** A fault in what a 404 of a user looks like. */
const notFound = (
  name: string,
  catches: readonly string[],
  bend: (answered: Answered) => void,
  version?: '1.1',
): Fault => ({
  name,
  catches,
  ...(version && { version }),
  response(answered, { path }) {
    if (path.startsWith('/Users/') && answered.status === 404) bend(answered);
  },
});

const fails = (
  check: string,
  name: string,
  matches: (asked: Asked) => boolean,
  answer: (asked: Asked) => Answered,
): Fault => ({
  name,
  catches: [check],
  request: (asked) => (matches(asked) ? answer(asked) : undefined),
});

const fault500 = (): Answered => say(500, { status: '500', detail: 'Something went wrong.' });

export const errorFaults: readonly Fault[] = [
  notFound(
    'errors as a page',
    ['errors.json', 'errors.schema', 'errors.status', 'errors.detail', 'errors.media-type'],
    (answered) => void Object.assign(answered, html(404)),
  ),
  notFound('errors without their schema', ['errors.schema'], ({ body }) => void delete body.schemas),
  notFound('a status as a number', ['errors.status'], ({ body }) => {
    body.status = 404;
  }),
  notFound('errors without words', ['errors.detail'], ({ body }) => void delete body.detail),
  notFound('errors as application/json', ['errors.media-type'], ({ headers }) => {
    headers['content-type'] = 'application/json';
  }),
  notFound('1.1 errors in the form of 2.0', ['errors.form-1.1'], ({ body }) => void delete body.Errors, '1.1'),
  fails(
    'errors.unknown-endpoint',
    'a page for unknown endpoints',
    ({ path }) => path.startsWith('/verify-'),
    () => html(404),
  ),
  fails(
    'errors.syntax',
    '500 for broken JSON',
    (asked) => isCreate(asked) && /^\{"userName": "broken$/.test(String(asked.body)),
    fault500,
  ),
  fails(
    'errors.not-object',
    '500 for a list',
    (asked) => isCreate(asked) && typeof asked.body === 'string' && asked.body.startsWith('['),
    fault500,
  ),
  fails('errors.empty', '500 for an empty body', (asked) => isCreate(asked) && asked.body === undefined, fault500),
  fails(
    'errors.type',
    'names of any type taken',
    (asked) => isCreate(asked) && typeof asked.body?.name === 'string',
    pretendCreated,
  ),
  fails(
    'errors.boolean',
    'active of any value taken',
    (asked) => isCreate(asked) && asked.body?.active === 'perhaps',
    pretendCreated,
  ),
  fails(
    'errors.media-type-refused',
    'bodies of any type taken',
    (asked) => isCreate(asked) && asked.headers['content-type'] === 'text/plain' && asked.body !== undefined,
    pretendCreated,
  ),
  {
    name: 'a duplicate without words',
    catches: ['errors.duplicate-type'],
    response({ status, body }) {
      if (status === 409) delete body.detail;
    },
  },
  fails('errors.me', '500 for /Me', ({ path }) => path === '/Me', fault500),
  fails('errors.paging', '500 for a count that is no number', ({ query }) => query.get('count') === 'many', fault500),
  {
    name: 'PATCH that is not offered answered with 500',
    catches: ['errors.not-offered.patch'],
    request: ({ method }) => (method === 'PATCH' ? fault500() : undefined),
    response({ body }, { path }) {
      if (path === '/ServiceProviderConfig') body.patch.supported = false;
    },
  },
  {
    name: 'bulk that is not offered answered with 500',
    catches: ['errors.not-offered.bulk'],
    request: ({ path }) => (path === '/Bulk' ? fault500() : undefined),
    response({ body }, { path }) {
      if (path === '/ServiceProviderConfig') body.bulk.supported = false;
    },
  },
];
