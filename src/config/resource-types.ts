import type { FromSchema } from 'json-schema-to-ts';
import type { resourceTypesSchema } from '../../schemas/resource-types.js';
import {
  defineSchema,
  oktaSchemas,
  type ResourceType,
  type Schema,
  standardSchemas,
  standardTypes,
} from '../scim/index.js';

/** The resource types that a config declares, by name. */
export type DeclaredTypes = FromSchema<typeof resourceTypesSchema>;
export type DeclaredType = DeclaredTypes[string];
/** A schema that a config describes. */
export type InlineSchema = Exclude<NonNullable<DeclaredType['schema']>, string>;

/** The resource types of a connector, the standard ones among them, and every schema that they may name. */
export interface ConnectorTypes {
  readonly resourceTypes: readonly ResourceType[];
  readonly schemas: readonly Schema[];
}

/** An inline schema, and where it stands: a JSON pointer from the connector. */
export interface PlacedSchema {
  readonly pointer: string;
  readonly schema: InlineSchema;
}

/** What a declaration that is right (see `checkResourceTypes`) means. */
export function resourceTypesOf(declared: DeclaredTypes): ConnectorTypes {
  const schemas = [...knownSchemas, ...inlineSchemas(declared).map(({ schema }) => toSchema(schema))];
  const standard = standardTypes.map((type) => {
    const own = Object.hasOwn(declared, type.name) ? declared[type.name] : undefined;
    return {
      ...type,
      description: own?.description ?? type.description,
      schemaExtensions: [...type.schemaExtensions, ...extensionsOf(own, schemas)],
    };
  });
  const others = Object.entries(declared).filter(([name]) => !isStandard(name));
  return {
    resourceTypes: [...standard, ...others.map(([name, type]) => toResourceType(name, type, schemas))],
    schemas,
  };
}

/** Schemas that a config need not describe. */
export const knownSchemas: readonly Schema[] = [...standardSchemas, ...oktaSchemas];

export function isStandard(name: string): boolean {
  return standardTypes.some((type) => type.name === name);
}

/** The path of a type's resources: the plural of its name where the config says nothing. */
export function endpointOf(name: string, { endpoint }: DeclaredType): string {
  return endpoint ?? `/${name}s`;
}

/** The URN of the schema that a type names, or has by its name; undefined where it must say one and does not. */
export function schemaUrnOf(name: string, { schema }: DeclaredType): string | undefined {
  if (schema !== undefined) return urnOf(schema);
  return oktaSchemas.find((okta) => okta.name === name)?.id;
}

export function urnOf(schema: NonNullable<DeclaredType['schema']>): string {
  return typeof schema === 'string' ? schema : schema.id;
}

/** All schemas that are described in the declaration. */
export function inlineSchemas(declared: DeclaredTypes): readonly PlacedSchema[] {
  return Object.entries(declared).flatMap(([name, { schema, extensions }]) => {
    const pointer = `/resourceTypes/${name}`;
    const named = [
      { pointer: `${pointer}/schema`, schema },
      ...(extensions ?? []).map((extension, index) => ({
        pointer: `${pointer}/extensions/${index}/schema`,
        schema: extension.schema,
      })),
    ];
    return named.flatMap((place) => (isInline(place.schema) ? [{ pointer: place.pointer, schema: place.schema }] : []));
  });
}

function isInline(schema: DeclaredType['schema']): schema is InlineSchema {
  return typeof schema === 'object';
}

function toSchema({ id, name, description, attributes }: InlineSchema): Schema {
  const described = <Source extends { readonly name: string; readonly description?: string }>(source: Source) => ({
    ...source,
    description: source.description ?? `${source.name}.`,
  });
  const title = name ?? id.split(':').at(-1) ?? id;
  return defineSchema({
    id,
    name: title,
    description: description ?? `${title}.`,
    attributes: attributes.map(({ subAttributes, ...attribute }) => ({
      ...described(attribute),
      ...(subAttributes && { subAttributes: subAttributes.map(described) }),
    })),
  });
}

function toResourceType(name: string, type: DeclaredType, schemas: readonly Schema[]): ResourceType {
  const schema = schemaNamed(schemaUrnOf(name, type) ?? '', schemas);
  return {
    name,
    endpoint: endpointOf(name, type),
    description: type.description ?? schema?.description ?? name,
    schema: schema?.id ?? '',
    schemaExtensions: extensionsOf(type, schemas),
  };
}

function extensionsOf(type: DeclaredType | undefined, schemas: readonly Schema[]): ResourceType['schemaExtensions'] {
  return (type?.extensions ?? []).map(({ schema, required }) => {
    const urn = urnOf(schema);
    return { schema: schemaNamed(urn, schemas)?.id ?? urn, required };
  });
}

function schemaNamed(urn: string, schemas: readonly Schema[]): Schema | undefined {
  return schemas.find(({ id }) => id.toLowerCase() === urn.toLowerCase());
}
