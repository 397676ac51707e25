import { OKTA_ENTITLEMENT, OKTA_ROLE } from '../../../schemas/scim/urns.js';
import type { JsonObject } from '../../scim/index.js';
import type { CheckContext, Suite } from '../check.js';
import type { ServedType } from '../server-facts.js';
import { withQuery } from '../suites/support.js';
import { objectsAt } from '../value-at.js';

/** Okta's discovery and assignment of roles and entitlements. */
const clause = { '2.0': 'Okta: SCIM 2.0 with entitlements' };

/** @throws Skip where the server has none */
function typesOf({ server, skip }: CheckContext, ...schemas: readonly string[]): readonly ServedType[] {
  const found = server.types.filter(({ schema }) => schemas.includes(schema));
  if (found.length === 0) skip('no resource type has the schema of Okta’s roles or entitlements');
  return found;
}

/** The first of each kind, as Okta's own suite asks for it. */
async function firstOf(context: CheckContext, { endpoint }: ServedType): Promise<JsonObject> {
  const answer = await context.client.get(withQuery(endpoint, { count: 1, startIndex: 1 }));
  const [first] = context.expect.list(answer).resources;
  return first ?? context.skip(`there is nothing at ${endpoint}`);
}

interface Assignment {
  readonly attribute: 'roles' | 'entitlements';
  readonly value: JsonObject & { readonly value: string };
}

/** One role and one entitlement of each kind that the server has. @throws Skip where it has none */
async function assignments(context: CheckContext): Promise<readonly Assignment[]> {
  const found: Assignment[] = [];
  for (const type of typesOf(context, OKTA_ENTITLEMENT, OKTA_ROLE)) {
    const { id, displayName } = await firstOf(context, type);
    const value = { value: String(id), display: String(displayName) };
    found.push(
      type.schema === OKTA_ROLE
        ? { attribute: 'roles', value }
        : { attribute: 'entitlements', value: { ...value, type: type.name } },
    );
  }
  return found;
}

const valuesOf = (body: JsonObject, attribute: string): readonly unknown[] =>
  objectsAt(body, attribute).map(({ value }) => value);

export const oktaEntitlements: Suite = {
  name: 'okta-entitlements',
  title: 'Okta entitlements',
  checks: [
    {
      id: 'okta-entitlements.page',
      title: 'Roles and entitlements are paged',
      level: 'habit',
      clause,
      why: 'The Governance tab stays empty.',
      async run(context) {
        for (const { endpoint } of typesOf(context, OKTA_ENTITLEMENT, OKTA_ROLE)) {
          const answer = await context.client.get(withQuery(endpoint, { count: 1, startIndex: 1 }));
          const { resources } = context.expect.list(answer);
          context.expect.equal(answer, 'itemsPerPage', resources.length);
        }
      },
    },
    {
      id: 'okta-entitlements.entitlement',
      title: 'An entitlement has id, displayName and type',
      level: 'habit',
      clause,
      why: 'Okta leaves out what has none of these.',
      async run(context) {
        for (const { endpoint } of typesOf(context, OKTA_ENTITLEMENT)) {
          const answer = await context.client.get(withQuery(endpoint, { startIndex: 1, count: 100 }));
          for (const found of context.expect.list(answer).resources) {
            for (const name of ['id', 'displayName', 'type']) {
              context.expect.that(typeof found[name] === 'string', answer, `each entitlement to have ${name}, a text`);
            }
          }
        }
      },
    },
    {
      id: 'okta-entitlements.role',
      title: 'A role has id and displayName',
      level: 'habit',
      clause,
      why: 'Okta leaves out what has none of these.',
      async run(context) {
        for (const { endpoint } of typesOf(context, OKTA_ROLE)) {
          const answer = await context.client.get(withQuery(endpoint, { startIndex: 1, count: 100 }));
          for (const found of context.expect.list(answer).resources) {
            for (const name of ['id', 'displayName']) {
              context.expect.that(typeof found[name] === 'string', answer, `each role to have ${name}, a text`);
            }
          }
        }
      },
    },
    {
      id: 'okta-entitlements.assign',
      title: 'PUT assigns, and the user shows it',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'A grant is reported as done, and nobody has it.',
      async run(context) {
        for (const { attribute, value } of await assignments(context)) {
          const made = await context.make.user();
          const answer = await context.client.put(made.path, { ...made.sent, id: made.id, [attribute]: [value] });
          context.expect.status(answer, 200);
          const found = await context.client.get(made.path);
          context.expect.that(
            valuesOf(found.body, attribute).includes(value.value),
            found,
            `${attribute} to have ${value.value}`,
          );
        }
      },
    },
    {
      id: 'okta-entitlements.revoke',
      title: 'PUT without it revokes',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'Access that was taken away is still there.',
      async run(context) {
        for (const { attribute, value } of await assignments(context)) {
          const made = await context.make.user({ [attribute]: [value] });
          const answer = await context.client.put(made.path, { ...made.sent, id: made.id, [attribute]: [] });
          context.expect.status(answer, 200);
          context.expect.absent(await context.client.get(made.path), attribute);
        }
      },
    },
  ],
};
