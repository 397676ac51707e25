import type { Suite } from '../check.js';
import { SEARCH_REQUEST } from '../wire.js';
import { find, finds, nameOf, required, three } from './filter-people.js';
import { both, skipDeclined, users } from './support.js';

const RFC = 'RFC 7644 3.4.2.2';
const OPERATORS = 'RFC 7644 table 3';

/** Filters on users. */
export const filters: Suite = {
  name: 'filters',
  title: 'Filters',
  needs: ['write', 'User', 'filter'],
  checks: [
    {
      id: 'filters.eq',
      title: 'eq finds by userName',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'Every client looks so whether a person is there before it makes one.',
      run: (context) => finds(context, ({ a }) => `userName eq "${nameOf(a)}"`, ['a'], required),
    },
    {
      id: 'filters.eq.nobody',
      title: 'A filter that nothing matches is answered with an empty list',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2', '3.2.2.1'),
      why: 'A 404 here fails the connection test of Entra ID; a full list links a person to somebody else.',
      run: (context) => finds(context, () => `userName eq "${context.make.name()}"`, [], required),
    },
    {
      id: 'filters.eq.total',
      title: 'totalResults counts what the filter matches',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2', '3.2.2.3'),
      why: 'Okta decides by this number whether a person is there.',
      async run(context) {
        const { a } = await three(context);
        context.expect.equal(await find(context, `userName eq "${nameOf(a)}"`), 'totalResults', 1);
      },
    },
    {
      id: 'filters.eq.case',
      title: 'userName is compared without regard to case',
      level: 'MUST',
      clause: { '2.0': 'RFC 7643 4.1.1' },
      why: 'A person who is written with a capital letter is made a second time.',
      run: (context) => finds(context, ({ a }) => `userName eq "${nameOf(a).toUpperCase()}"`, ['a'], required),
    },
    {
      id: 'filters.names.case',
      title: 'Names of attributes and operators are read in any case',
      level: 'MUST',
      clause: { '2.0': RFC },
      why: 'Entra ID sends "ActiVe", Okta’s agent "OR".',
      run: (context) => finds(context, ({ a }) => `USERNAME Eq "${nameOf(a)}"`, ['a'], required),
    },
    {
      id: 'filters.plus',
      title: 'Spaces may come as "+"',
      level: 'habit',
      clause: both('Okta and Entra ID: look-up', '3.2.2.1'),
      why: 'The agent of Okta and Entra ID encode queries as forms do.',
      async run(context) {
        const { a } = await three(context);
        const filter = encodeURIComponent(`userName eq "${nameOf(a)}"`).replaceAll('%20', '+');
        context.expect.finds(await context.client.get(`${users(context)}?filter=${filter}`), [a.id]);
      },
    },
    {
      id: 'filters.eq.id',
      title: 'eq finds by id',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'Okta may use id as the unique user field.',
      run: (context) => finds(context, ({ a }) => `id eq "${a.id}"`, ['a']),
    },
    {
      id: 'filters.eq.external-id',
      title: 'eq finds by externalId',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'Entra ID matches people by externalId.',
      async run(context) {
        if (!context.keeps('externalId')) context.skip('the server does not keep externalId');
        await finds(context, ({ start }) => `externalId eq "${start}external"`, ['a']);
      },
    },
    {
      id: 'filters.eq.boolean',
      title: 'eq compares booleans',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'Imports of active people bring in everybody.',
      run: (context) => finds(context, ({ c }) => `userName eq "${nameOf(c)}" and active eq false`, ['c']),
    },
    {
      id: 'filters.eq.boolean-other',
      title: 'A boolean that is not equal is not found',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'Imports of active people bring in everybody.',
      run: (context) => finds(context, ({ c }) => `userName eq "${nameOf(c)}" and active eq true`, []),
    },
    {
      id: 'filters.ne',
      title: 'ne finds what is not equal',
      level: 'MUST',
      clause: { '2.0': OPERATORS },
      why: 'An import that leaves somebody out brings them in.',
      run: (context) =>
        finds(context, ({ start, a }) => `userName sw "${start}" and userName ne "${nameOf(a)}"`, ['b', 'c']),
    },
    {
      id: 'filters.sw',
      title: 'sw finds by the beginning',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'People pickers find nobody.',
      run: (context) => finds(context, ({ start }) => `userName sw "${start}"`, ['a', 'b', 'c']),
    },
    {
      id: 'filters.ew',
      title: 'ew finds by the end',
      level: 'MUST',
      clause: { '2.0': OPERATORS },
      why: 'A filter by mail domain finds nobody.',
      run: (context) => finds(context, ({ b }) => `userName ew "${nameOf(b).slice('verify-'.length)}"`, ['b']),
    },
    {
      id: 'filters.co',
      title: 'co finds by a part',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'People pickers find nobody.',
      run: (context) => finds(context, ({ a }) => `userName co "${nameOf(a).slice('verify-'.length, -4)}"`, ['a']),
    },
    {
      id: 'filters.pr',
      title: 'pr finds what has a value, and nothing else',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'Reports of missing data are wrong.',
      async run(context) {
        if (!context.keeps('title')) context.skip('the server does not keep title');
        await finds(context, ({ start }) => `userName sw "${start}" and title pr`, ['a']);
      },
    },
    {
      id: 'filters.gt',
      title: 'gt compares dates',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'Incremental imports miss changes.',
      run: (context) =>
        finds(context, ({ a }) => `userName eq "${nameOf(a)}" and meta.lastModified gt "2001-01-01T00:00:00Z"`, ['a']),
    },
    {
      id: 'filters.lt',
      title: 'lt compares dates',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'Incremental imports bring in everybody, every time.',
      run: (context) =>
        finds(context, ({ a }) => `userName eq "${nameOf(a)}" and meta.lastModified lt "2001-01-01T00:00:00Z"`, []),
    },
    {
      id: 'filters.ge-le',
      title: 'ge and le take in what is equal',
      level: 'MUST',
      clause: both(OPERATORS, '3.2.2.1'),
      why: 'The last person of an import is missing from the next.',
      async run(context) {
        const { a } = await three(context);
        const at = context.expect.text(await context.client.get(a.path), 'meta.lastModified');
        const range = `meta.lastModified ge "${at}" and meta.lastModified le "${at}"`;
        await finds(context, () => `userName eq "${nameOf(a)}" and ${range}`, ['a']);
      },
    },
    {
      id: 'filters.and',
      title: 'and asks for both',
      level: 'MUST',
      clause: both(RFC, '3.2.2.1'),
      why: 'A look-up by two attributes links the wrong person.',
      run: (context) => finds(context, ({ a, b }) => `userName eq "${nameOf(a)}" and userName eq "${nameOf(b)}"`, []),
    },
    {
      id: 'filters.or',
      title: 'or asks for one of both',
      level: 'MUST',
      clause: both(RFC, '3.2.2.1'),
      why: 'Okta’s agent looks people up by two mail addresses at once.',
      run: (context) =>
        finds(context, ({ a, b }) => `userName eq "${nameOf(a)}" or userName eq "${nameOf(b)}"`, ['a', 'b']),
    },
    {
      id: 'filters.precedence',
      title: 'and binds more than or',
      level: 'MUST',
      clause: both(RFC, '3.2.2.1'),
      why: 'The same filter finds different people at different servers.',
      run: (context) =>
        finds(
          context,
          ({ a, b, c }) => `userName eq "${nameOf(a)}" or userName eq "${nameOf(b)}" and userName eq "${nameOf(c)}"`,
          ['a'],
        ),
    },
    {
      id: 'filters.brackets',
      title: 'Brackets bind most',
      level: 'MUST',
      clause: both(RFC, '3.2.2.1'),
      why: 'Entra ID puts its incremental queries into brackets.',
      run: (context) =>
        finds(
          context,
          ({ a, b }) => `(userName eq "${nameOf(b)}" or userName eq "${nameOf(a)}") and userName eq "${nameOf(a)}"`,
          ['a'],
        ),
    },
    {
      id: 'filters.not',
      title: 'not turns a filter round',
      level: 'MUST',
      clause: { '2.0': RFC },
      why: 'The people that were to be left out are the only ones found.',
      run: (context) =>
        finds(context, ({ start, a }) => `userName sw "${start}" and not (userName eq "${nameOf(a)}")`, ['b', 'c']),
    },
    {
      id: 'filters.sub-attribute',
      title: 'A sub-attribute can be asked for',
      level: 'MUST',
      clause: both(RFC, '3.2.2.1'),
      why: 'A look-up by family name finds nobody.',
      async run(context) {
        if (!context.keeps('name.familyName')) context.skip('the server does not keep name.familyName');
        await finds(context, ({ start }) => `name.familyName eq "Family-${start}b"`, ['b']);
      },
    },
    {
      id: 'filters.list',
      title: 'A list matches where one of its elements does',
      level: 'MUST',
      clause: both(RFC, '3.2.2.1'),
      why: 'A look-up by mail address finds nobody.',
      async run(context) {
        if (!context.keeps('emails')) context.skip('the server does not keep emails');
        await finds(context, ({ start }) => `emails.value eq "${start}b-work@example.com"`, ['b']);
      },
    },
    {
      id: 'filters.value-path',
      title: 'A value path asks one element for everything',
      level: 'MUST',
      clause: { '2.0': RFC },
      why: 'Entra ID matches people by emails[type eq "work"].value.',
      async run(context) {
        if (!context.keeps('emails')) context.skip('the server does not keep emails');
        await finds(context, ({ start }) => `emails[type eq "work" and value eq "${start}b-work@example.com"]`, ['b']);
      },
    },
    {
      id: 'filters.value-path.one-element',
      title: 'A value path is not met by two elements together',
      level: 'MUST',
      clause: { '2.0': RFC },
      why: 'A private address would count as one of the company.',
      async run(context) {
        if (!context.keeps('emails')) context.skip('the server does not keep emails');
        await finds(context, ({ start }) => `emails[type eq "home" and value eq "${start}b-work@example.com"]`, []);
      },
    },
    {
      id: 'filters.urn',
      title: 'An attribute may be named with its schema',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.10' },
      why: 'Clients name attributes so wherever two schemas might have them.',
      run: (context) => finds(context, ({ a }) => `${context.wire.user}:userName eq "${nameOf(a)}"`, ['a'], required),
    },
    {
      id: 'filters.escapes',
      title: 'Quotes and backslashes in a value are JSON escapes',
      level: 'MUST',
      clause: { '2.0': RFC },
      why: 'Names with quotes are not found, or end the value and change the filter.',
      async run(context) {
        if (!context.keeps('displayName')) context.skip('the server does not keep displayName');
        skipDeclined(context, await find(context, 'displayName eq "nothing to escape"'));
        await finds(context, ({ a }) => `displayName eq ${JSON.stringify(a.sent.displayName)}`, ['a'], required);
      },
    },
    {
      id: 'filters.invalid.operator',
      title: 'An operator that there is not is a 400 invalidFilter',
      level: 'MUST',
      clause: both(RFC, '3.2.2.1'),
      why: 'The client takes the whole list for the answer.',
      async run(context) {
        context.expect.error(await find(context, 'userName resembles "ada"'), 400, 'invalidFilter');
      },
    },
    {
      id: 'filters.invalid.syntax',
      title: 'A filter that cannot be read is a 400 invalidFilter',
      level: 'MUST',
      clause: both(RFC, '3.2.2.1'),
      why: 'The client takes the whole list for the answer.',
      async run(context) {
        context.expect.error(await find(context, '(userName eq "ada"'), 400, 'invalidFilter');
      },
    },
    {
      id: 'filters.unknown-attribute',
      title: 'An attribute that there is not never finds everybody',
      level: 'habit',
      clause: both(RFC, '3.2.2.1'),
      why: 'A misspelt look-up would link the first person of the list.',
      async run(context) {
        const { expect } = context;
        const answer = await find(context, 'noSuchAttributeAnywhere eq "x"');
        expect.status(answer, 200, 400);
        if (answer.status === 200) expect.finds(answer, []);
      },
    },
    {
      id: 'filters.search',
      title: 'POST .search is the query in its body',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.4.3' },
      why: 'Long filters, and those that must not lie in logs, go this way.',
      async run(context) {
        const { client, expect, skip } = context;
        const { a } = await three(context);
        const body = { schemas: [SEARCH_REQUEST], filter: `userName eq "${nameOf(a)}"`, startIndex: 1, count: 10 };
        const answer = await client.post(`${users(context)}/.search`, body);
        if ([404, 405, 501].includes(answer.status)) skip(`the server has no .search (${answer.status})`);
        expect.finds(answer, [a.id]);
      },
    },
  ],
};
