import { type JsonObject, type Schema, ScimError } from '../scim/index.js';
import type { Answer, Exchange } from './exchange.js';

/**
 * The capabilities of the connector, Okta's among them (RFC 7643 section 5). Okta's *Test Connector Configuration* reads
 * this and nothing else, so it fails where the application cannot be reached.
 */
export async function serviceProviderConfig(exchange: Exchange): Promise<Answer> {
  const { connector, dialect, baseUrl, call, limits } = exchange;
  await connector.check(call);
  const name = dialect.version === '1.1' ? 'ServiceProviderConfigs' : 'ServiceProviderConfig';
  const facts = connector.providerFacts({ maxResults: limits.pageSize, bulk: limits.bulk });
  return { status: 200, body: dialect.writeServiceProviderConfig(facts, `${baseUrl}/${name}`) };
}

/** RFC 7643 section 7, RFC 7644 section 4. */
export async function schemas(exchange: Exchange): Promise<Answer> {
  return listAnswer(
    exchange.dialect,
    exchange.connector.schemas.map((schema) => writeSchema(exchange, schema)),
  );
}

/** A schema by its URN or, in SCIM 1.1, by the id that the list gives it. */
export async function schema(exchange: Exchange): Promise<Answer> {
  const { connector, id } = exchange;
  const wanted = id.toLowerCase();
  const written = connector.schemas.map((schema) => ({ urn: schema.id, body: writeSchema(exchange, schema) }));
  const found = written.find(({ urn, body }) => [urn, String(body.id)].some((name) => name.toLowerCase() === wanted));
  if (!found) throw new ScimError(404, `There is no schema "${id}"; /Schemas lists those that there are.`);
  return { status: 200, body: found.body };
}

function writeSchema({ connector, dialect, baseUrl }: Exchange, schema: Schema): JsonObject {
  const owner = [...connector.collections.values()].find(({ type }) =>
    [type.schema, ...type.extensions].some(({ id }) => id.toLowerCase() === schema.id.toLowerCase()),
  );
  return dialect.writeSchema(schema, `${baseUrl}/Schemas/${schema.id}`, owner?.type.resourceType.endpoint ?? '');
}

/** RFC 7643 section 6. */
export async function resourceTypes({ connector, dialect, baseUrl }: Exchange): Promise<Answer> {
  return listAnswer(
    dialect,
    [...connector.collections.values()].map(({ type: { resourceType } }) =>
      dialect.writeResourceType(resourceType, `${baseUrl}/ResourceTypes/${resourceType.name}`),
    ),
  );
}

export async function resourceType({ connector, dialect, baseUrl, id }: Exchange): Promise<Answer> {
  const found = connector.collections.get(id)?.type.resourceType;
  if (!found) throw new ScimError(404, `There is no resource type "${id}"; /ResourceTypes lists those that there are.`);
  return { status: 200, body: dialect.writeResourceType(found, `${baseUrl}/ResourceTypes/${found.name}`) };
}

/** RFC 7644 section 3.11: whose credential a client has is the gateway's to know, and it is none of the application's people. */
export async function me(): Promise<Answer> {
  throw new ScimError(501, 'There is no /Me: the credential of a client stands for no person of the application.');
}

function listAnswer(dialect: Exchange['dialect'], resources: readonly JsonObject[]): Answer {
  const { length } = resources;
  return {
    status: 200,
    body: dialect.writeList({ resources, totalResults: length, startIndex: 1, itemsPerPage: length }),
  };
}
