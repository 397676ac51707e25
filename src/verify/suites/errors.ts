import { ERROR } from '../../../schemas/scim/urns.js';
import type { CheckContext, Suite } from '../check.js';
import type { Answer } from '../exchange.js';
import { objectsAt } from '../value-at.js';
import { both, operations, users, withQuery } from './support.js';

/** What a 404 looks like: the error that every server must have. */
function notFound({ client, make, ...context }: CheckContext): Promise<Answer> {
  return client.get(`${users(context)}/${make.unknownId()}`);
}

const post = (
  context: CheckContext,
  body: string,
  headers: { readonly [name: string]: string } = {},
): Promise<Answer> => context.client.send({ method: 'POST', path: users(context), body, headers });

/** Refusals: their status, and what is in them. */
export const errors: Suite = {
  name: 'errors',
  title: 'Errors',
  checks: [
    {
      id: 'errors.json',
      title: 'An error is JSON',
      level: 'MUST',
      clause: both('RFC 7644 3.12', '3.9'),
      why: 'Okta shows "Invalid JSON" instead of the reason.',
      async run(context) {
        const answer = await notFound(context);
        context.expect.status(answer, 404);
        context.expect.that(answer.isJson, answer, 'a JSON object');
      },
    },
    {
      id: 'errors.schema',
      title: 'An error names the schema of errors',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.12' },
      why: 'Clients know an error by it.',
      async run(context) {
        context.expect.includes(await notFound(context), 'schemas', ERROR);
      },
    },
    {
      id: 'errors.status',
      title: 'An error has its status as a text',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.12' },
      why: 'Strict clients cannot read a number there.',
      async run(context) {
        context.expect.equal(await notFound(context), 'status', '404');
      },
    },
    {
      id: 'errors.form-1.1',
      title: 'An error is a list with description and code',
      level: 'MUST',
      clause: { '1.1': 'SCIM 1.1 3.9' },
      why: 'The description is what the administrator sees.',
      async run(context) {
        const answer = await notFound(context);
        const [first] = objectsAt(answer.body, 'Errors');
        context.expect.that(typeof first?.description === 'string', answer, 'Errors[0].description, a text');
        context.expect.that(String(first?.code) === '404', answer, 'Errors[0].code 404');
      },
    },
    {
      id: 'errors.detail',
      title: 'An error says in words what is wrong',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.12' },
      why: 'The administrator has nothing to go by.',
      async run(context) {
        context.expect.text(await notFound(context), 'detail');
      },
    },
    {
      id: 'errors.media-type',
      title: 'An error comes as application/scim+json',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.1' },
      why: 'Entra ID reads nothing else.',
      async run(context) {
        const answer = await notFound(context);
        const type = context.expect.header(answer, 'content-type');
        context.expect.that(type.startsWith('application/scim+json'), answer, 'content-type application/scim+json');
      },
    },
    {
      id: 'errors.unknown-endpoint',
      title: 'An endpoint that there is not is a 404 in JSON',
      level: 'SHOULD',
      clause: both('RFC 7644 3.12', '3.9'),
      why: 'A page of HTML ends up in the client’s task list.',
      async run({ client, make, expect }) {
        expect.error(await client.get(`/${make.unknownId()}`), 404);
      },
    },
    {
      id: 'errors.syntax',
      title: 'A body that is no JSON is a 400',
      level: 'MUST',
      clause: both('RFC 7644 3.12', '3.9'),
      needs: ['write'],
      why: 'A 500 makes the client try again for days.',
      async run(context) {
        context.expect.error(await post(context, '{"userName": "broken'), 400);
      },
    },
    {
      id: 'errors.not-object',
      title: 'A body that is no object is a 400',
      level: 'MUST',
      clause: both('RFC 7644 3.12', '3.9'),
      needs: ['write'],
      why: 'A 500 makes the client try again for days.',
      async run(context) {
        context.expect.error(await post(context, '["not", "a", "user"]'), 400);
      },
    },
    {
      id: 'errors.empty',
      title: 'A create without a body is a 400',
      level: 'MUST',
      clause: both('RFC 7644 3.12', '3.9'),
      needs: ['write'],
      why: 'A 500 makes the client try again for days.',
      async run(context) {
        context.expect.error(await post(context, ''), 400);
      },
    },
    {
      id: 'errors.type',
      title: 'A value of the wrong type is a 400',
      level: 'MUST',
      clause: both('RFC 7644 3.12', '3.9'),
      needs: ['write'],
      why: 'Something is stored that no client can read.',
      async run(context) {
        const { client, make, expect } = context;
        const answer = await client.post(users(context), make.draftUser({ name: 'no object' }));
        expect.error(answer, 400);
      },
    },
    {
      id: 'errors.boolean',
      title: 'active as a text that is no boolean is a 400',
      level: 'MUST',
      clause: both('RFC 7644 3.12', '3.9'),
      needs: ['write'],
      why: 'A person is active who should not be.',
      async run(context) {
        const { client, make, expect } = context;
        const answer = await client.post(users(context), make.draftUser({ active: 'perhaps' }));
        expect.error(answer, 400);
      },
    },
    {
      id: 'errors.media-type-refused',
      title: 'A body that says that it is no JSON is refused',
      level: 'habit',
      clause: both('RFC 9110 15.5.16', '3.4'),
      needs: ['write'],
      why: 'A web page of somebody else could send forms to it.',
      async run(context) {
        const body = JSON.stringify(context.make.draftUser());
        const answer = await post(context, body, { 'content-type': 'text/plain' });
        context.expect.status(answer, 400, 415);
      },
    },
    {
      id: 'errors.duplicate-type',
      title: 'A duplicate is a 409 that says what is not unique',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.3' },
      needs: ['write', 'User'],
      why: 'The administrator has nothing to go by.',
      async run(context) {
        const { client, make, expect } = context;
        const { sent } = await make.user();
        const answer = await client.post(users(context), make.draftUser({ userName: String(sent.userName) }));
        expect.status(answer, 409);
        expect.text(answer, 'detail');
      },
    },
    {
      id: 'errors.not-offered.patch',
      title: 'A PATCH that is not offered is a 501',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.12' },
      needs: ['write', 'User'],
      why: 'The client cannot tell it from a fault, and tries again.',
      async run({ client, make, expect, server, skip }) {
        if (server.features.patch !== false) skip('the server offers PATCH');
        const body = operations({ op: 'replace', path: 'active', value: false });
        expect.status(await client.patch((await make.user()).path, body), 501, 405);
      },
    },
    {
      id: 'errors.not-offered.bulk',
      title: 'A bulk request that is not offered is a 501',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.12' },
      needs: ['write'],
      why: 'The client cannot tell it from a fault, and tries again.',
      async run({ client, expect, server, skip }) {
        if (server.features.bulk !== false) skip('the server offers bulk, or does not say');
        expect.status(await client.post('/Bulk', { Operations: [] }), 501, 404, 405);
      },
    },
    {
      id: 'errors.me',
      title: '/Me is served, or refused as the standard says',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.11' },
      why: 'A client would take a fault for "no such person".',
      async run({ client, expect }) {
        const answer = await client.get('/Me');
        expect.status(answer, 200, 308, 307, 401, 403, 404, 501);
        if (answer.status >= 400) expect.that(answer.isJson, answer, 'an error in JSON');
      },
    },
    {
      id: 'errors.paging',
      title: 'A count that is no number is a 400, or passed over',
      level: 'habit',
      clause: both('RFC 7644 3.12', '3.2.2.3'),
      why: 'A 500 makes the client try again for days.',
      async run({ client, expect, ...context }) {
        const answer = await client.get(withQuery(users(context), { startIndex: 1, count: 'many' }));
        expect.status(answer, 200, 400);
      },
    },
  ],
};
