import {
  checkMapping,
  checkReferences,
  extensionSchemas,
  type Mapping,
  type MappingFault,
  type ResourceMappingConfig,
  recordUse,
  referencesOf,
} from '../mapping/index.js';
import { type CompiledType, compileType, parsePath, type ResourceType, type Schema, ScimError } from '../scim/index.js';
import type { TypeSetup } from './open-collections.js';
import { declaredUnique } from './uniqueness.js';

/** What a connector's config says of its resource types. */
export interface TypesConfig {
  readonly types: { readonly resourceTypes: readonly ResourceType[]; readonly schemas: readonly Schema[] };
  readonly mapping: Mapping;
  readonly uniqueUserField: string;
  /** undefined: groups may share any value. */
  readonly uniqueGroupField: string | undefined;
  readonly onDelete: 'remove' | 'deactivate';
  /** true: attributes that no schema names are refused. */
  readonly strict: boolean;
}

/**
 * The resource types of a connector with their mappings, and everything that is wrong with them: faults whose pointers
 * start at the connector.
 */
export function setUpTypes(config: TypesConfig): {
  readonly setups: readonly TypeSetup[];
  readonly faults: readonly MappingFault[];
} {
  const setups = config.types.resourceTypes.map((type) => setUpType(type, config));
  const types = setups.map(({ type }) => type);
  return { setups, faults: setups.flatMap((setup) => checkType(setup, config, types)) };
}

/**
 * The resource type with the extensions that the mapping names. Without a mapping, or with `extra`, it takes anything,
 * unless it is strict.
 */
function setUpType(declared: ResourceType, config: TypesConfig): TypeSetup {
  const { schemas } = config.types;
  const mapping = mappingOf(declared.name, config);
  const extensions = mapping ? extensionSchemas(mapping, schemas) : [];
  const resourceType = {
    ...declared,
    schemaExtensions: [...declared.schemaExtensions, ...extensions.map(({ id }) => ({ schema: id, required: false }))],
  };
  const type = compileType(resourceType, [...schemas, ...extensions], {
    open: !config.strict && (mapping === undefined || mapping.extra !== undefined),
  });
  const unique = [...new Set([...uniquePaths(declared.name, config), ...declaredUnique(type)])];
  const known = unique.filter((path) => resolves(path, type));
  const lookedUp = Object.values(config.mapping)
    .flatMap(referencesOf)
    .flatMap(({ resourceType, attribute }) => (resourceType === declared.name ? [attribute] : []))
    .filter((path) => resolves(path, type));
  return { type, mapping, unique, use: recordUse(mapping, type, known, lookedUp) };
}

function mappingOf(name: string, { mapping }: TypesConfig): ResourceMappingConfig | undefined {
  return Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}

function uniquePaths(typeName: string, { uniqueUserField, uniqueGroupField }: TypesConfig): readonly string[] {
  if (typeName === 'User') return [uniqueUserField, 'userName'];
  return typeName === 'Group' && uniqueGroupField !== undefined ? [uniqueGroupField] : [];
}

function resolves(path: string, type: CompiledType): boolean {
  try {
    return type.resolve(parsePath(path)) !== undefined;
  } catch (error) {
    if (error instanceof ScimError) return false;
    throw error;
  }
}

function checkType(
  { type, mapping, unique }: TypeSetup,
  config: TypesConfig,
  types: readonly CompiledType[],
): readonly MappingFault[] {
  const { name } = type.resourceType;
  const faults = mapping
    ? [...checkMapping(mapping, type), ...checkReferences(mapping, types)].map((fault) => ({
        ...fault,
        pointer: `/mapping/${name}${fault.pointer}`,
      }))
    : [];
  const unknown = unique.filter((path) => !resolves(path, type));
  const uniqueFaults = unknown.map((path) => ({
    pointer: name === 'User' ? '/uniqueUserField' : '/uniqueGroupField',
    message: `${name} has no attribute "${path}".`,
  }));
  return [...faults, ...uniqueFaults, ...(name === 'User' ? checkDeactivation(mapping, config) : [])];
}

function checkDeactivation(mapping: TypeSetup['mapping'], { onDelete }: TypesConfig): readonly MappingFault[] {
  if (onDelete !== 'deactivate' || !mapping || mapping.extra !== undefined) return [];
  if (Object.keys(mapping.attributes).some((path) => path.toLowerCase() === 'active')) return [];
  return [{ pointer: '/onDelete', message: '"deactivate" needs a field for "active" in the mapping of User.' }];
}
