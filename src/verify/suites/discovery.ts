import { RESOURCE_TYPE, SCHEMA } from '../../../schemas/scim/urns.js';
import type { Suite } from '../check.js';
import { objectsAt, valueAt } from '../value-at.js';
import { both, withQuery } from './support.js';

const features = ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag'] as const;

/** What the server says about itself. */
export const discovery: Suite = {
  name: 'discovery',
  title: 'Discovery',
  checks: [
    {
      id: 'discovery.config',
      title: 'The service provider configuration is there',
      level: 'MUST',
      clause: both('RFC 7644 4', '9'),
      why: 'Clients find out by it what they may use; connector tests begin with it.',
      async run({ client, wire, expect }) {
        const answer = await client.get(wire.configPath);
        expect.status(answer, 200);
        expect.that(answer.isJson, answer, 'a JSON object');
        expect.includes(answer, 'schemas', wire.configSchema);
      },
    },
    {
      id: 'discovery.config.features',
      title: 'It says of each feature whether it is supported',
      level: 'MUST',
      clause: both('RFC 7643 5', '9'),
      why: 'A client that finds no answer must guess, and sends what the server cannot do.',
      async run({ client, wire, expect, skip }) {
        const answer = await client.get(wire.configPath);
        if (answer.status !== 200) skip('there is no service provider configuration');
        for (const name of features) {
          const value = valueAt(answer.body, [name, 'supported']);
          expect.that(typeof value === 'boolean', answer, `${name}.supported to be true or false`);
        }
      },
    },
    {
      id: 'discovery.config.limits',
      title: 'Limits of bulk and of results are numbers',
      level: 'MUST',
      clause: both('RFC 7643 5', '9'),
      why: 'A client cuts its requests by these numbers.',
      async run({ client, wire, expect, skip }) {
        const answer = await client.get(wire.configPath);
        if (answer.status !== 200) skip('there is no service provider configuration');
        const limits = [
          ['bulk', 'maxOperations'],
          ['bulk', 'maxPayloadSize'],
          ['filter', 'maxResults'],
        ] as const;
        for (const [feature, limit] of limits) {
          if (valueAt(answer.body, [feature, 'supported']) !== true) continue;
          const value = valueAt(answer.body, [feature, limit]);
          expect.that(Number.isInteger(value), answer, `${feature}.${limit} to be a whole number`);
        }
      },
    },
    {
      id: 'discovery.config.authentication',
      title: 'It names the authentication schemes',
      level: 'MUST',
      clause: both('RFC 7643 5', '9'),
      why: 'Who sets up a client learns from it which credentials to make.',
      async run({ client, wire, expect, skip }) {
        const answer = await client.get(wire.configPath);
        if (answer.status !== 200) skip('there is no service provider configuration');
        expect.that(Array.isArray(answer.body.authenticationSchemes), answer, 'authenticationSchemes to be a list');
        for (const scheme of objectsAt(answer.body, 'authenticationSchemes')) {
          expect.that(typeof scheme.name === 'string', answer, 'each scheme to have a name');
          expect.that(typeof scheme.description === 'string', answer, 'each scheme to have a description');
          if (wire.version === '2.0')
            expect.that(typeof scheme.type === 'string', answer, 'each scheme to have a type');
        }
      },
    },
    {
      id: 'discovery.config.media-type',
      title: 'It comes as SCIM JSON',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.1' },
      why: 'Entra ID takes answers of application/scim+json only.',
      async run({ client, wire, expect, skip }) {
        const answer = await client.get(wire.configPath);
        if (answer.status !== 200) skip('there is no service provider configuration');
        const type = expect.header(answer, 'content-type');
        expect.that(type.startsWith('application/scim+json'), answer, 'content-type application/scim+json');
      },
    },
    {
      id: 'discovery.types',
      title: 'ResourceTypes is a list of what there is',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 4' },
      why: 'Okta finds users, groups and entitlements through it; without it only the usual endpoints are used.',
      async run({ client, expect }) {
        const answer = await client.get('/ResourceTypes');
        const { resources } = expect.list(answer);
        expect.that(resources.length > 0, answer, 'at least one resource type');
      },
    },
    {
      id: 'discovery.types.shape',
      title: 'A resource type has name, endpoint and schema',
      level: 'MUST',
      clause: { '2.0': 'RFC 7643 6' },
      why: 'Clients follow the endpoint as it is given.',
      async run({ client, expect, skip }) {
        const answer = await client.get('/ResourceTypes');
        if (answer.status !== 200) skip('there are no resource types');
        for (const type of expect.list(answer).resources) {
          for (const name of ['name', 'endpoint', 'schema']) {
            expect.that(typeof type[name] === 'string', answer, `each resource type to have ${name}, a text`);
          }
          const schemas = type.schemas;
          expect.that(
            Array.isArray(schemas) && schemas.includes(RESOURCE_TYPE),
            answer,
            `schemas to have ${RESOURCE_TYPE}`,
          );
        }
      },
    },
    {
      id: 'discovery.types.extensions',
      title: 'A schema extension says whether it is required',
      level: 'MUST',
      clause: { '2.0': 'RFC 7643 6' },
      why: 'A client that must send an extension has to know it before the first create.',
      async run({ client, expect, skip }) {
        const answer = await client.get('/ResourceTypes');
        if (answer.status !== 200) skip('there are no resource types');
        const extensions = expect.list(answer).resources.flatMap((type) => objectsAt(type, 'schemaExtensions'));
        if (extensions.length === 0) skip('no resource type has an extension');
        for (const { schema, required } of extensions) {
          const isRight = typeof schema === 'string' && typeof required === 'boolean';
          expect.that(isRight, answer, 'each schema extension to have schema (a text) and required (true or false)');
        }
      },
    },
    {
      id: 'discovery.types.one',
      title: 'A resource type can be read by its name',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 4' },
      why: 'Its own meta.location points there.',
      async run({ client, expect, server, skip }) {
        const [first] = server.types;
        if (server.version !== '2.0' || first === undefined) return skip('there are no resource types');
        const list = await client.get('/ResourceTypes');
        if (list.status !== 200) skip('there are no resource types');
        const [listed] = expect.list(list).resources;
        const id = typeof listed?.id === 'string' ? listed.id : first.name;
        const answer = await client.get(`/ResourceTypes/${encodeURIComponent(id)}`);
        expect.status(answer, 200);
        expect.equal(answer, 'name', first.name);
      },
    },
    {
      id: 'discovery.types.reachable',
      title: 'Each announced endpoint answers',
      level: 'MUST',
      clause: { '2.0': 'RFC 7643 6' },
      why: 'An import of that type stops at the first request.',
      async run({ client, expect, server }) {
        for (const { endpoint } of server.types) {
          const answer = await client.get(withQuery(endpoint, { startIndex: 1, count: 1 }));
          expect.that(
            answer.status !== 404 && answer.status < 500,
            answer,
            `an answer of ${endpoint} other than 404 or 5xx`,
          );
        }
      },
    },
    {
      id: 'discovery.schemas',
      title: 'Schemas is there, and describes attributes',
      level: 'MUST',
      clause: both('RFC 7644 4', '10'),
      why: 'Attribute mappings are drawn from it.',
      async run({ client, expect, wire }) {
        const answer = await client.get('/Schemas');
        const { resources } = expect.list(answer);
        expect.that(resources.length > 0, answer, 'at least one schema');
        for (const schema of resources) {
          expect.that(typeof (schema.id ?? schema.name) === 'string', answer, 'each schema to have an id');
          expect.that(Array.isArray(schema.attributes), answer, 'each schema to have a list of attributes');
          if (wire.version === '1.1') continue;
          const named = schema.schemas;
          if (named === undefined) continue;
          expect.that(
            Array.isArray(named) && named.includes(SCHEMA),
            answer,
            `schemas, where it is there, to have ${SCHEMA}`,
          );
        }
      },
    },
    {
      id: 'discovery.schemas.attributes',
      title: 'Each attribute has a name and a type that there is',
      level: 'MUST',
      clause: both('RFC 7643 7', '10'),
      why: 'Who maps attributes cannot know otherwise what to send.',
      async run({ client, expect, skip }) {
        const answer = await client.get('/Schemas');
        if (answer.status !== 200) skip('there are no schemas');
        const types = ['string', 'boolean', 'decimal', 'integer', 'datetime', 'reference', 'complex', 'binary'];
        for (const schema of expect.list(answer).resources) {
          for (const { name, type } of objectsAt(schema, 'attributes')) {
            const isRight = typeof name === 'string' && typeof type === 'string' && types.includes(type.toLowerCase());
            expect.that(
              isRight,
              answer,
              `attribute ${String(name)} of ${String(schema.id)} to have one of the types of SCIM`,
            );
          }
        }
      },
    },
    {
      id: 'discovery.schemas.announced',
      title: 'Each schema that a resource type names is described',
      level: 'MUST',
      clause: { '2.0': 'RFC 7643 6' },
      why: 'Okta looks the extension up there, and finds no attributes.',
      async run({ client, expect, server, skip }) {
        if (server.schemas.size === 0) skip('there are no schemas');
        const answer = await client.get('/Schemas');
        for (const { schema, extensions, name } of server.types) {
          for (const urn of [schema, ...extensions]) {
            expect.that(server.schemas.has(urn), answer, `the schema ${urn} of the resource type ${name}`);
          }
        }
      },
    },
    {
      id: 'discovery.schemas.one',
      title: 'A schema can be read by its URN',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 4' },
      why: 'Clients read only the schemas that they do not know.',
      async run({ client, expect, server, skip }) {
        const [urn] = server.schemas.keys();
        if (urn === undefined) return skip('there are no schemas');
        const answer = await client.get(`/Schemas/${encodeURIComponent(urn)}`);
        expect.status(answer, 200);
        expect.equal(answer, 'id', urn);
      },
    },
    {
      id: 'discovery.filter-refused',
      title: 'A filter on a discovery endpoint is refused with 403',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 4' },
      why: 'A client would take the whole list for the filtered one.',
      async run({ client, expect, server, skip }) {
        if (server.schemas.size === 0) skip('there are no schemas');
        expect.status(await client.get(withQuery('/Schemas', { filter: 'id eq "x"' })), 403);
      },
    },
    {
      id: 'discovery.unknown-schema',
      title: 'A schema that there is not is a 404',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.12' },
      why: 'A client would take the answer for the schema that it asked for.',
      async run({ client, expect, server, skip }) {
        if (server.schemas.size === 0) skip('there are no schemas');
        expect.error(await client.get('/Schemas/urn%3Aexample%3Anowhere%3A2.0%3ANothing'), 404);
      },
    },
  ],
};
