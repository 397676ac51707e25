import type { JsonObject } from '../../scim/index.js';
import type { CheckContext, Suite } from '../check.js';
import type { Answer } from '../exchange.js';
import { operationsOf } from '../ledger.js';
import { valueAt } from '../value-at.js';
import { BULK_REQUEST } from '../wire.js';
import { both, groups, memberIds, users } from './support.js';

/** More operations than these are not sent to see whether they are refused. */
const MOST_TO_EXCEED = 2_000;

function send({ client, wire }: CheckContext, list: readonly JsonObject[], more: JsonObject = {}): Promise<Answer> {
  const schemas = [wire.version === '2.0' ? BULK_REQUEST : wire.user];
  return client.post('/Bulk', { schemas, ...more, Operations: list });
}

/** SCIM 1.1 puts the status into an object. */
function statusOf(result: JsonObject | undefined): string {
  const { status } = result ?? {};
  const code =
    typeof status === 'object' && status !== null && !Array.isArray(status) ? valueAt(status, 'code') : status;
  return String(code);
}

function resultsOf({ expect }: CheckContext, answer: Answer, count: number): readonly JsonObject[] {
  expect.status(answer, 200);
  const results = operationsOf(answer.body);
  expect.that(results.length === count, answer, `a result for each of ${count} operations`);
  return results;
}

const create = (context: CheckContext, bulkId: string, data: JsonObject = context.make.draftUser()): JsonObject => ({
  method: 'POST',
  path: users(context),
  bulkId,
  data,
});

/** Many operations in one request. */
export const bulk: Suite = {
  name: 'bulk',
  title: 'Bulk',
  needs: ['write', 'User', 'bulk'],
  checks: [
    {
      id: 'bulk.create',
      title: 'Each operation has its result, with status and location',
      level: 'MUST',
      clause: both('RFC 7644 3.7', '3.5'),
      why: 'The client does not know what was made.',
      async run(context) {
        const { expect } = context;
        const answer = await send(context, [create(context, 'one'), create(context, 'two')]);
        const results = resultsOf(context, answer, 2);
        for (const bulkId of ['one', 'two']) {
          const result = results.find((each) => each.bulkId === bulkId);
          expect.that(statusOf(result) === '201', answer, `status 201 for bulkId "${bulkId}"`);
          expect.that(typeof result?.location === 'string', answer, `a location for bulkId "${bulkId}"`);
        }
      },
    },
    {
      id: 'bulk.made',
      title: 'What bulk makes can be read',
      level: 'MUST',
      clause: both('RFC 7644 3.7', '3.5'),
      why: 'People are reported as provisioned who are not.',
      async run(context) {
        const { client, expect } = context;
        const draft = context.make.draftUser();
        const [result] = resultsOf(context, await send(context, [create(context, 'one', draft)]), 1);
        const id = String(result?.location).split('/').at(-1);
        const found = await client.get(`${users(context)}/${id}`);
        expect.status(found, 200);
        expect.equal(found, 'userName', draft.userName);
      },
    },
    {
      id: 'bulk.methods',
      title: 'Bulk changes and removes too',
      level: 'MUST',
      clause: both('RFC 7644 3.7', '3.5'),
      why: 'Deactivations in a batch are lost.',
      async run(context) {
        const { client, make, expect } = context;
        const [changed, removed] = [await make.user(), await make.user()];
        const answer = await send(context, [
          {
            method: 'PUT',
            path: changed.path,
            bulkId: 'put',
            data: { ...changed.sent, id: changed.id, active: false },
          },
          { method: 'DELETE', path: removed.path, bulkId: 'delete' },
        ]);
        resultsOf(context, answer, 2);
        expect.equal(await client.get(changed.path), 'active', false);
        expect.status(await client.get(removed.path), 404);
      },
    },
    {
      id: 'bulk.reference',
      title: 'bulkId stands for what another operation makes',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.7.2', '1.1': 'SCIM 1.1 3.5' },
      needs: ['Group'],
      why: 'A group and its people cannot be made together.',
      async run(context) {
        const { client, make, expect } = context;
        const group = make.draftGroup({ members: [{ value: 'bulkId:person' }] });
        const answer = await send(context, [
          create(context, 'person'),
          { method: 'POST', path: groups(context), bulkId: 'group', data: group },
        ]);
        const results = resultsOf(context, answer, 2);
        const idOf = (bulkId: string): string =>
          String(results.find((each) => each.bulkId === bulkId)?.location)
            .split('/')
            .at(-1) ?? '';
        const found = await client.get(`${groups(context)}/${idOf('group')}`);
        expect.that(memberIds(found).join() === idOf('person'), found, `one member, ${idOf('person')}`);
      },
    },
    {
      id: 'bulk.error',
      title: 'A failed operation has its own status and leaves the others',
      level: 'MUST',
      clause: both('RFC 7644 3.7.3', '3.5'),
      why: 'One bad record stops a batch, or is reported as made.',
      async run(context) {
        const { expect } = context;
        const twice = context.make.draftUser();
        const list = [create(context, 'first', twice), create(context, 'second', twice), create(context, 'third')];
        const answer = await send(context, list);
        const statuses = resultsOf(context, answer, 3).map(statusOf);
        expect.that(statuses.join() === '201,409,201', answer, 'the statuses 201, 409 and 201');
      },
    },
    {
      id: 'bulk.fail-on-errors',
      title: 'After failOnErrors errors the rest is left alone',
      level: 'MUST',
      clause: both('RFC 7644 3.7.3', '3.5'),
      why: 'A batch that goes wrong goes on going wrong.',
      async run(context) {
        const { client, make, expect } = context;
        const kept = await make.user();
        const missing = { method: 'DELETE', path: `${users(context)}/${make.unknownId()}`, bulkId: 'missing' };
        const answer = await send(context, [missing, { method: 'DELETE', path: kept.path, bulkId: 'kept' }], {
          failOnErrors: 1,
        });
        expect.status(answer, 200);
        expect.status(await client.get(kept.path), 200);
      },
    },
    {
      id: 'bulk.too-many',
      title: 'More operations than are announced are a 413',
      level: 'MUST',
      clause: both('RFC 7644 3.7.4', '3.5'),
      why: 'The rest of the batch is dropped without a word.',
      async run(context) {
        const most = valueAt(context.server.config, 'bulk.maxOperations');
        if (typeof most !== 'number' || most > MOST_TO_EXCEED) context.skip(`bulk.maxOperations is ${String(most)}`);
        const path = `${users(context)}/${context.make.unknownId()}`;
        const list = Array.from({ length: Number(most) + 1 }, () => ({ method: 'DELETE', path }));
        context.expect.error(await send(context, list), 413);
      },
    },
  ],
};
