import type { CheckContext, Suite } from '../check.js';
import type { Answer, Method } from '../exchange.js';
import { NoAnswer } from '../mismatch.js';
import { both, groups, operations, read, requireKept, users, withQuery } from './support.js';

const LARGE_BODY_BYTES = 24 * 1024 * 1024;
const DEPTH = 20_000;
const TERMS = 4_000;

/** Text that some server, somewhere, has taken for more than text. */
const hostileTexts = [
  `'; DROP TABLE users; --`,
  '<script>alert(1)</script>',
  '${jndi:ldap://127.0.0.1/x}',
  '{{7*7}}',
  '$(touch /tmp/x) `id`',
  '*)(uid=*',
  '../../etc/passwd',
  '=cmd|calc!A1',
];

/** A request as somebody without, or with wrong, credentials would send it. */
async function refused(
  context: CheckContext,
  method: Method,
  path: string,
  credentials: { readonly [name: string]: string },
): Promise<Answer> {
  const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
  const draft =
    method === 'PATCH' ? operations({ op: 'replace', path: 'active', value: false }) : context.make.draftUser();
  const answer = await context.client.send({ method, path, credentials, ...(hasBody && { body: draft }) });
  context.expect.status(answer, 401, ...(Object.keys(credentials).length > 0 ? [403] : []));
  return answer;
}

/** Whether a request is answered, and not by a fault of the server. */
async function survived({ expect }: CheckContext, answer: Promise<Answer>): Promise<Answer> {
  const came = await answer;
  expect.that(came.status < 500, came, 'no status of 500 or above');
  return came;
}

/** Who gets in, and what cannot be brought in. */
export const security: Suite = {
  name: 'security',
  title: 'Security',
  checks: [
    {
      id: 'security.auth.list',
      title: 'Without credentials the list of users is a 401',
      level: 'MUST',
      clause: both('RFC 7644 2', '2'),
      needs: ['credentials'],
      why: 'Everybody can read the directory.',
      run: async (context) => void (await refused(context, 'GET', `${users(context)}?startIndex=1&count=1`, {})),
    },
    {
      id: 'security.auth.groups',
      title: 'Without credentials the list of groups is a 401',
      level: 'MUST',
      clause: both('RFC 7644 2', '2'),
      needs: ['credentials', 'Group'],
      why: 'Everybody can read who may do what.',
      run: async (context) => void (await refused(context, 'GET', `${groups(context)}?startIndex=1&count=1`, {})),
    },
    {
      id: 'security.auth.challenge',
      title: 'A 401 says in WWW-Authenticate what is asked for',
      level: 'MUST',
      clause: both('RFC 9110 11.6.1', '2'),
      needs: ['credentials'],
      why: 'HTTP clients that wait for the challenge never send their credentials.',
      async run(context) {
        context.expect.header(
          await refused(context, 'GET', `${users(context)}?startIndex=1&count=1`, {}),
          'www-authenticate',
        );
      },
    },
    {
      id: 'security.auth.wrong',
      title: 'Wrong credentials are refused',
      level: 'MUST',
      clause: both('RFC 7644 2', '2'),
      needs: ['credentials'],
      why: 'Any token opens the door.',
      async run(context) {
        const path = `${users(context)}?startIndex=1&count=1`;
        await refused(context, 'GET', path, { authorization: 'Bearer not-the-token-of-this-server' });
        const basic = Buffer.from('nobody:not-the-password').toString('base64');
        await refused(context, 'GET', path, { authorization: `Basic ${basic}` });
      },
    },
    {
      id: 'security.auth.read',
      title: 'Without credentials a single user is a 401',
      level: 'MUST',
      clause: both('RFC 7644 2', '2'),
      needs: ['credentials', 'write', 'User'],
      why: 'Everybody who knows an id can read the person.',
      run: async (context) => void (await refused(context, 'GET', (await context.make.user()).path, {})),
    },
    {
      id: 'security.auth.create',
      title: 'Without credentials nobody makes a user',
      level: 'MUST',
      clause: both('RFC 7644 2', '2'),
      needs: ['credentials', 'write'],
      why: 'Everybody can give themselves an account.',
      run: async (context) => void (await refused(context, 'POST', users(context), {})),
    },
    {
      id: 'security.auth.replace',
      title: 'Without credentials nobody replaces a user',
      level: 'MUST',
      clause: both('RFC 7644 2', '2'),
      needs: ['credentials', 'write', 'User'],
      why: 'Everybody can change anybody’s address.',
      run: async (context) => void (await refused(context, 'PUT', (await context.make.user()).path, {})),
    },
    {
      id: 'security.auth.patch',
      title: 'Without credentials nobody changes a user',
      level: 'MUST',
      clause: both('RFC 7644 2', '2'),
      needs: ['credentials', 'write', 'User', 'patch'],
      why: 'Everybody can lock anybody out.',
      run: async (context) => void (await refused(context, 'PATCH', (await context.make.user()).path, {})),
    },
    {
      id: 'security.auth.delete',
      title: 'Without credentials nobody removes a user',
      level: 'MUST',
      clause: both('RFC 7644 2', '2'),
      needs: ['credentials', 'write', 'User'],
      why: 'Everybody can remove anybody.',
      run: async (context) => void (await refused(context, 'DELETE', (await context.make.user()).path, {})),
    },
    {
      id: 'security.auth.echo',
      title: 'No answer repeats the credentials',
      level: 'habit',
      clause: both('RFC 7644 7.5', '2'),
      why: 'Errors are copied into tickets and logs.',
      async run({ client, expect, make, ...context }) {
        const secret = `secret-${make.unknownId()}`;
        const answer = await client.get(users(context), { credentials: { authorization: `Bearer ${secret}` } });
        expect.that(!answer.text.includes(secret), answer, 'no credentials in the answer');
      },
    },
    {
      id: 'security.tls',
      title: 'The server is reached over TLS',
      level: 'MUST',
      clause: both('RFC 7644 7.1', '2'),
      why: 'Passwords and tokens can be read on the way.',
      async run({ client, expect, server, skip, ...context }) {
        const { protocol, hostname } = new URL(server.base);
        if (/^(localhost|127\..*|\[::1\])$/.test(hostname)) skip('the server is on this machine');
        if (protocol === 'https:') return;
        expect.that(
          false,
          await client.get(withQuery(users({ server, ...context }), { count: 1 })),
          'a URL that begins with https',
        );
      },
    },
    {
      id: 'security.inside',
      title: 'An error tells nothing of the inside',
      level: 'habit',
      clause: both('RFC 7644 7', '2'),
      why: 'Paths, queries and class names help who wants to break in.',
      async run({ client, expect, make, ...context }) {
        const inside =
          /\bat [\w.$<>]+ \(|Traceback|\.java:\d+|node_modules|SELECT .+ FROM|Exception in thread|\bORA-\d{5}/;
        const paths = [
          `${users(context)}/${make.unknownId()}`,
          withQuery(users(context), { filter: '((' }),
          `${users(context)}/%00`,
          `/${make.unknownId()}`,
        ];
        for (const path of paths) {
          const answer = await client.get(path);
          expect.that(!inside.test(answer.text), answer, 'no stack trace, query or file name in the answer');
        }
      },
    },
    {
      id: 'security.filter-injection',
      title: 'Quotes in a filter do not end it',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2.2', '3.2.2.1'),
      needs: ['filter'],
      why: 'Whoever chooses a name reads the directory.',
      async run(context) {
        const { client, expect, make } = context;
        for (const text of [`" or "1" eq "1`, `' OR '1'='1`, `*`, `%`, `x" or userName pr or userName eq "x`]) {
          const filter = `userName eq ${JSON.stringify(`${make.unknownId()}${text}`)}`;
          const answer = await survived(context, client.get(withQuery(users(context), { filter, count: 5 })));
          if (answer.status === 200) expect.finds(answer, []);
        }
      },
    },
    {
      id: 'security.hostile-text',
      title: 'Text that looks like code is stored as text',
      level: 'MUST',
      clause: both('RFC 7644 7', '2'),
      needs: ['write', 'User'],
      why: 'A name becomes a command, a query or a script.',
      async run(context) {
        requireKept(context, 'name.familyName');
        for (const familyName of hostileTexts) {
          const answer = await context.client.post(
            users(context),
            context.make.draftUser({ name: { givenName: 'X', familyName } }),
          );
          context.expect.that(answer.status < 500, answer, 'no status of 500 or above');
          if (answer.status !== 201) continue;
          const path = `${users(context)}/${encodeURIComponent(String(answer.body.id))}`;
          context.expect.equal(await read(context, { path }), 'name.familyName', familyName);
        }
      },
    },
    {
      id: 'security.prototype',
      title: 'Names like __proto__ in a body do no harm',
      level: 'MUST',
      clause: both('RFC 7644 7', '2'),
      needs: ['write', 'User'],
      why: 'One request makes every later answer wrong.',
      async run(context) {
        const { make, expect, client } = context;
        const draft = JSON.stringify(make.draftUser()).slice(0, -1);
        const body = `${draft},"__proto__":{"active":false,"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}`;
        await survived(context, client.send({ method: 'POST', path: users(context), body }));
        const after = await make.user();
        expect.absent(await read(context, after), 'polluted');
      },
    },
    {
      id: 'security.path',
      title: 'An id that looks like a path is a 404',
      level: 'MUST',
      clause: both('RFC 7644 7', '2'),
      why: 'Files of the server can be read.',
      async run(context) {
        for (const id of ['..%2f..%2f..%2fetc%2fpasswd', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '%00', '%ff']) {
          const answer = await survived(context, context.client.get(`${users(context)}/${id}`));
          context.expect.that(answer.status >= 400, answer, 'a refusal');
        }
      },
    },
    {
      id: 'security.large-body',
      title: 'A body of 24 MB is refused or taken, without a fault',
      level: 'SHOULD',
      clause: both('RFC 7644 3.12', '3.9'),
      needs: ['write'],
      why: 'One request fills the memory of the server.',
      async run(context) {
        const { client, expect, make } = context;
        const body = make.draftUser({ displayName: 'x'.repeat(LARGE_BODY_BYTES) });
        try {
          await survived(context, client.post(users(context), body));
        } catch (error) {
          // To close the connection while the body comes is a way to refuse it.
          if (!(error instanceof NoAnswer)) throw error;
        }
        expect.status(await client.get(withQuery(users(context), { startIndex: 1, count: 1 })), 200);
      },
    },
    {
      id: 'security.deep-body',
      title: 'JSON in twenty thousand levels is no fault',
      level: 'SHOULD',
      clause: both('RFC 7644 3.12', '3.9'),
      needs: ['write'],
      why: 'One request ends the process.',
      async run(context) {
        const { client, expect, make } = context;
        const draft = JSON.stringify(make.draftUser()).slice(0, -1);
        const body = `${draft},"deep":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`;
        await survived(context, client.send({ method: 'POST', path: users(context), body }));
        expect.status(await client.get(withQuery(users(context), { startIndex: 1, count: 1 })), 200);
      },
    },
    {
      id: 'security.large-filter',
      title: 'A filter of thousands of terms is no fault',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.12' },
      needs: ['filter'],
      why: 'One request keeps the server busy for ever.',
      async run(context) {
        const { client, expect } = context;
        const filter = Array.from({ length: TERMS }, () => 'id eq "x"').join(' or ');
        const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter, count: 1 };
        await survived(context, client.post(`${users(context)}/.search`, body));
        expect.status(await client.get(withQuery(users(context), { startIndex: 1, count: 1 })), 200);
      },
    },
  ],
};
