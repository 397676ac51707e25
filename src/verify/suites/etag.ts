import type { Suite } from '../check.js';
import { both, keptTexts, operations, patchSet, read } from './support.js';

/** Versions and conditional requests. */
export const etag: Suite = {
  name: 'etag',
  title: 'Versions',
  needs: ['write', 'User', 'etag'],
  checks: [
    {
      id: 'etag.header',
      title: 'A resource comes with its version as ETag',
      level: 'MUST',
      clause: both('RFC 7644 3.14', '3.11'),
      why: 'Without it a client cannot make its change conditional.',
      async run({ make, client, expect }) {
        expect.header(await client.get((await make.user()).path), 'etag');
      },
    },
    {
      id: 'etag.meta',
      title: 'meta.version is the ETag',
      level: 'MUST',
      clause: both('RFC 7643 3.1', '5'),
      why: 'Clients take the version from lists, where there is no header.',
      async run({ make, client, expect }) {
        const answer = await client.get((await make.user()).path);
        expect.equal(answer, 'meta.version', expect.header(answer, 'etag'));
      },
    },
    {
      id: 'etag.changes',
      title: 'A change makes a new version',
      level: 'MUST',
      clause: both('RFC 7644 3.14', '3.11'),
      why: 'Two clients overwrite each other without a word.',
      async run(context) {
        const made = await context.make.user();
        const before = context.expect.header(await read(context, made), 'etag');
        context.expect.status(await context.client.put(made.path, { ...made.sent, id: made.id, active: false }), 200);
        const after = await read(context, made);
        context.expect.that(context.expect.header(after, 'etag') !== before, after, `an ETag other than ${before}`);
      },
    },
    {
      id: 'etag.not-modified',
      title: 'If-None-Match with the version is answered by 304',
      level: 'SHOULD',
      clause: both('RFC 7644 3.14', '3.11'),
      why: 'Everything is loaded again though nothing has changed.',
      async run(context) {
        const made = await context.make.user();
        const version = context.expect.header(await read(context, made), 'etag');
        context.expect.status(await context.client.get(made.path, { headers: { 'if-none-match': version } }), 304);
      },
    },
    {
      id: 'etag.replace.current',
      title: 'PUT under the version that is current is made',
      level: 'MUST',
      clause: both('RFC 7644 3.14', '3.11'),
      why: 'Careful clients can change nothing.',
      async run(context) {
        const made = await context.make.user();
        const version = context.expect.header(await read(context, made), 'etag');
        const headers = { 'if-match': version };
        context.expect.status(
          await context.client.put(made.path, { ...made.sent, id: made.id, active: false }, { headers }),
          200,
        );
      },
    },
    {
      id: 'etag.replace.old',
      title: 'PUT under an old version is a 412 and changes nothing',
      level: 'MUST',
      clause: both('RFC 7644 3.14', '3.11'),
      why: 'One client overwrites what another has just written.',
      async run(context) {
        const { client, make, expect } = context;
        const made = await make.user();
        const headers = { 'if-match': expect.header(await read(context, made), 'etag') };
        expect.status(await client.put(made.path, { ...made.sent, id: made.id, active: false }), 200);
        expect.status(await client.put(made.path, { ...made.sent, id: made.id, active: true }, { headers }), 412);
        expect.equal(await read(context, made), 'active', false);
      },
    },
    {
      id: 'etag.patch.old',
      title: 'PATCH under an old version is a 412 and changes nothing',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.14' },
      needs: ['patch'],
      why: 'One client overwrites what another has just written.',
      async run(context) {
        const { client, make, expect } = context;
        const [attribute = ''] = keptTexts(context, 1);
        const made = await make.user({ [attribute]: 'before' });
        const headers = { 'if-match': expect.header(await read(context, made), 'etag') };
        expect.status(await patchSet(context, made, { [attribute]: 'between' }), 200, 204);
        const body = operations({ op: 'replace', path: attribute, value: 'too late' });
        expect.status(await client.patch(made.path, body, { headers }), 412);
        expect.equal(await read(context, made), attribute, 'between');
      },
    },
    {
      id: 'etag.delete.old',
      title: 'DELETE under an old version is a 412 and removes nothing',
      level: 'MUST',
      clause: both('RFC 7644 3.14', '3.11'),
      why: 'Somebody is removed who was just given new work.',
      async run(context) {
        const { client, make, expect } = context;
        const made = await make.user();
        const headers = { 'if-match': expect.header(await read(context, made), 'etag') };
        expect.status(await client.put(made.path, { ...made.sent, id: made.id, active: false }), 200);
        expect.status(await client.delete(made.path, { headers }), 412);
        expect.status(await client.get(made.path), 200);
      },
    },
  ],
};
