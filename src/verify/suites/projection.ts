import type { Suite } from '../check.js';
import { both, operations, requireKept, users, withQuery } from './support.js';

/** Which attributes are shown. */
export const projection: Suite = {
  name: 'projection',
  title: 'Choice of attributes',
  needs: ['write', 'User'],
  checks: [
    {
      id: 'projection.attributes',
      title: 'attributes shows what it names, with id, and nothing else',
      level: 'MUST',
      clause: both('RFC 7644 3.9', '3.7'),
      why: 'Clients ask so for little, and get everything.',
      async run({ make, client, expect }) {
        const made = await make.user();
        const answer = await client.get(`${made.path}?attributes=userName`);
        expect.status(answer, 200);
        expect.equal(answer, 'userName', made.sent.userName ?? null);
        expect.equal(answer, 'id', made.id);
        for (const name of ['name', 'displayName', 'emails']) expect.absent(answer, name);
      },
    },
    {
      id: 'projection.attributes.list',
      title: 'attributes holds for lists',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2.5', '3.7'),
      needs: ['filter'],
      why: 'A directory comes whole where ids were asked for.',
      async run({ make, client, expect, ...context }) {
        const made = await make.user();
        const filter = `userName eq "${String(made.sent.userName)}"`;
        const answer = await client.get(withQuery(users(context), { filter, attributes: 'userName' }));
        expect.list(answer);
        expect.equal(answer, 'Resources[0].userName', made.sent.userName ?? null);
        expect.equal(answer, 'Resources[0].id', made.id);
        expect.absent(answer, 'Resources[0].name');
      },
    },
    {
      id: 'projection.attributes.sub',
      title: 'attributes may name a sub-attribute',
      level: 'MUST',
      clause: both('RFC 7644 3.9', '3.7'),
      why: 'The answer has all parts of the name, or none.',
      async run(context) {
        const { make, client, expect } = context;
        requireKept(context, 'name.familyName');
        requireKept(context, 'name.givenName');
        const made = await make.user({ name: { givenName: 'Ada', familyName: 'Lovelace' } });
        const answer = await client.get(`${made.path}?attributes=name.familyName`);
        expect.equal(answer, 'name.familyName', 'Lovelace');
        expect.absent(answer, 'name.givenName');
      },
    },
    {
      id: 'projection.attributes.case',
      title: 'Names in attributes are read in any case',
      level: 'MUST',
      clause: { '2.0': 'RFC 7643 2.1' },
      why: 'What was asked for is missing.',
      async run({ make, client, expect }) {
        const made = await make.user();
        const answer = await client.get(`${made.path}?attributes=USERNAME`);
        expect.equal(answer, 'userName', made.sent.userName ?? null);
      },
    },
    {
      id: 'projection.attributes.urn',
      title: 'attributes may name an attribute with its schema',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.10' },
      why: 'What was asked for is missing.',
      async run({ make, client, expect, wire }) {
        const made = await make.user();
        const answer = await client.get(withQuery(made.path, { attributes: `${wire.user}:userName` }));
        expect.equal(answer, 'userName', made.sent.userName ?? null);
        expect.absent(answer, 'emails');
      },
    },
    {
      id: 'projection.excluded',
      title: 'excludedAttributes leaves out what it names',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.9' },
      why: 'Entra ID asks for groups without their members.',
      async run({ make, client, expect }) {
        const made = await make.user();
        const answer = await client.get(`${made.path}?excludedAttributes=emails,name`);
        expect.status(answer, 200);
        expect.absent(answer, 'emails');
        expect.absent(answer, 'name');
        expect.equal(answer, 'userName', made.sent.userName ?? null);
      },
    },
    {
      id: 'projection.excluded.always',
      title: 'id cannot be left out',
      level: 'MUST',
      clause: { '2.0': 'RFC 7643 3.1' },
      why: 'A resource without id is of no use to any client.',
      async run({ make, client, expect }) {
        const made = await make.user();
        expect.equal(await client.get(`${made.path}?excludedAttributes=id,emails`), 'id', made.id);
      },
    },
    {
      id: 'projection.create',
      title: 'attributes holds for the answer of POST',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.9' },
      why: 'The answer is larger than was asked for.',
      async run({ make, client, expect, ...context }) {
        const answer = await client.post(`${users(context)}?attributes=userName`, make.draftUser());
        expect.status(answer, 201);
        expect.text(answer, 'id');
        expect.absent(answer, 'emails');
      },
    },
    {
      id: 'projection.replace',
      title: 'attributes holds for the answer of PUT',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.9' },
      why: 'The answer is larger than was asked for.',
      async run({ make, client, expect }) {
        const made = await make.user();
        const answer = await client.put(`${made.path}?attributes=userName`, { ...made.sent, id: made.id });
        expect.status(answer, 200);
        expect.absent(answer, 'emails');
      },
    },
    {
      id: 'projection.patch',
      title: 'A PATCH with attributes is answered with the resource',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2' },
      needs: ['patch'],
      why: 'A client that asks to see the change gets nothing.',
      async run({ make, client, expect }) {
        const made = await make.user();
        const operation = { op: 'replace', path: 'active', value: false };
        const answer = await client.patch(`${made.path}?attributes=active`, operations(operation));
        expect.status(answer, 200);
        expect.equal(answer, 'active', false);
        expect.absent(answer, 'emails');
      },
    },
  ],
};
