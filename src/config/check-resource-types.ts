import { CORE_1_0, ENTERPRISE_1_0, OKTA_PROVIDER_CONFIG } from '../../schemas/scim/urns.js';
import { standardTypes } from '../scim/index.js';
import { checkInlineSchema } from './check-inline-schema.js';
import type { Fault } from './config-error.js';
import { withNearest } from './nearest.js';
import {
  type DeclaredType,
  type DeclaredTypes,
  endpointOf,
  inlineSchemas,
  isStandard,
  knownSchemas,
  schemaUrnOf,
  urnOf,
} from './resource-types.js';

/** Paths that the protocol has given a meaning. */
const protocolPaths = ['Schemas', 'ResourceTypes', 'ServiceProviderConfig', 'ServiceProviderConfigs', 'Bulk', 'Me'];
/** Names that the protocol gives to what it says about itself. */
const protocolTypes = ['Schema', 'ResourceType', 'ServiceProviderConfig'];
/** URNs that are no schemas of resources. */
const protocolUrns = [CORE_1_0, ENTERPRISE_1_0, OKTA_PROVIDER_CONFIG];
const protocolUrnStart = /^urn:ietf:params:scim:(api|schemas:core):/i;

/**
 * What no JSON Schema says of a connector's `resourceTypes`, and mappings of types that nobody has declared.
 * @returns faults whose pointers start at the connector
 */
export function checkResourceTypes(
  declared: DeclaredTypes,
  mapping: { readonly [resourceType: string]: unknown },
): readonly Fault[] {
  return [
    ...checkNames(declared),
    ...checkEndpoints(declared),
    ...checkNamedSchemas(declared),
    ...checkInlineSchemas(declared),
    ...checkMapped(declared, mapping),
  ];
}

function checkNames(declared: DeclaredTypes): readonly Fault[] {
  const faults: Fault[] = [];
  const names = new Map(standardTypes.map(({ name }) => [name.toLowerCase(), name]));
  for (const [name, type] of Object.entries(declared)) {
    const pointer = `/resourceTypes/${name}`;
    if (isStandard(name)) {
      for (const setting of ['endpoint', 'schema'] as const) {
        if (type[setting] === undefined) continue;
        const message = `${name} is a standard type, and its ${setting} is fixed; "extensions" gives it more attributes.`;
        faults.push({ pointer: `${pointer}/${setting}`, message, inName: true });
      }
      continue;
    }
    const other = names.get(name.toLowerCase());
    if (other !== undefined) {
      const message = `"${name}" and "${other}" differ in the case of letters only, which clients do not tell apart.`;
      faults.push({ pointer, message, inName: true, suggestion: other });
    }
    if (protocolTypes.includes(name)) {
      const message = `"${name}" is what the protocol calls something of its own; choose another name.`;
      faults.push({ pointer, message, inName: true });
    }
    names.set(name.toLowerCase(), name);
  }
  return faults;
}

function checkEndpoints(declared: DeclaredTypes): readonly Fault[] {
  const faults: Fault[] = [];
  const owners = new Map([
    ...protocolPaths.map((path) => [`/${path.toLowerCase()}`, 'the protocol'] as const),
    ...standardTypes.map(({ endpoint, name }) => [endpoint.toLowerCase(), name] as const),
  ]);
  for (const [name, type] of Object.entries(declared)) {
    if (isStandard(name)) continue;
    const endpoint = endpointOf(name, type);
    const owner = owners.get(endpoint.toLowerCase());
    const pointer = `/resourceTypes/${name}${type.endpoint === undefined ? '' : '/endpoint'}`;
    if (owner === undefined) owners.set(endpoint.toLowerCase(), name);
    else faults.push({ pointer, message: `The endpoint "${endpoint}" of ${name} is that of ${owner} already.` });
  }
  return faults;
}

function checkNamedSchemas(declared: DeclaredTypes): readonly Fault[] {
  const urns = [...knownSchemas.map(({ id }) => id), ...inlineSchemas(declared).map(({ schema }) => schema.id)];
  const known = new Set(urns.map((urn) => urn.toLowerCase()));
  const checkUrn = (schema: NonNullable<DeclaredType['schema']>, pointer: string): readonly Fault[] =>
    typeof schema !== 'string' || known.has(schema.toLowerCase())
      ? []
      : [
          {
            pointer,
            message: `There is no schema "${schema}"; describe it here: { "id": …, "attributes": [ … ] }.`,
            ...withNearest(schema, urns),
          },
        ];
  return Object.entries(declared).flatMap(([name, type]) => {
    const pointer = `/resourceTypes/${name}`;
    const main = isStandard(name) ? [] : checkMainSchema(name, type, pointer, urns);
    const { schema, extensions = [] } = type;
    return [
      ...main,
      ...(schema === undefined ? [] : checkUrn(schema, `${pointer}/schema`)),
      ...extensions.flatMap((extension, index) => checkUrn(extension.schema, `${pointer}/extensions/${index}/schema`)),
      ...checkTwice(name, type, pointer),
    ];
  });
}

function checkMainSchema(name: string, type: DeclaredType, pointer: string, urns: readonly string[]): readonly Fault[] {
  if (schemaUrnOf(name, type) !== undefined) return [];
  const message = `${name} needs a "schema": one of its own, { "id": …, "attributes": [ … ] }, or the URN of one that is known.`;
  return [{ pointer, message, missing: 'schema', allowed: urns }];
}

/** A schema may be part of a type once. */
function checkTwice(name: string, type: DeclaredType, pointer: string): readonly Fault[] {
  const standard = standardTypes.find((candidate) => candidate.name === name);
  const taken = new Set(
    (standard
      ? [standard.schema, ...standard.schemaExtensions.map(({ schema }) => schema)]
      : [schemaUrnOf(name, type) ?? '']
    ).map((urn) => urn.toLowerCase()),
  );
  return (type.extensions ?? []).flatMap(({ schema }, index) => {
    const urn = urnOf(schema).toLowerCase();
    if (taken.has(urn)) {
      return [
        {
          pointer: `${pointer}/extensions/${index}/schema`,
          message: `${name} has the schema "${urnOf(schema)}" already.`,
        },
      ];
    }
    taken.add(urn);
    return [];
  });
}

function checkInlineSchemas(declared: DeclaredTypes): readonly Fault[] {
  const faults: Fault[] = [];
  const owners = new Map<string, string>([
    ...protocolUrns.map((urn) => [urn.toLowerCase(), 'the protocol'] as const),
    ...knownSchemas.map(({ id, name }) => [id.toLowerCase(), `the schema ${name}, which is known`] as const),
  ]);
  for (const { pointer, schema } of inlineSchemas(declared)) {
    const urn = schema.id.toLowerCase();
    const owner = owners.get(urn) ?? (protocolUrnStart.test(urn) ? 'the standard' : undefined);
    if (owner === undefined)
      owners.set(urn, `the schema at ${pointer.slice(1).replaceAll('/', '.')}; name it there by its URN alone`);
    else faults.push({ pointer: `${pointer}/id`, message: `The URN "${schema.id}" belongs to ${owner}.` });
    const isMain = pointer.split('/').length === 4;
    faults.push(...checkInlineSchema(schema, { pointer, isMain }));
  }
  return faults;
}

function checkMapped(declared: DeclaredTypes, mapping: { readonly [resourceType: string]: unknown }): readonly Fault[] {
  const names = [...new Set([...standardTypes.map(({ name }) => name), ...Object.keys(declared)])];
  return Object.keys(mapping)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      pointer: `/mapping/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      message: `There is no resource type "${name}" to map; a type of your own is declared in "resourceTypes".`,
      inName: true,
      ...withNearest(name, names),
    }));
}
