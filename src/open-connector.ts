import { compileAuth } from './auth/index.js';
import {
  ConfigError,
  type ConnectorConfig,
  escapePointer,
  type Fault,
  type LoadedConfig,
  validate,
} from './config/index.js';
import { Connector, openCollections, type TypeSetup } from './connector/index.js';
import type { ServedConnector } from './http/index.js';
import { checkMapping, extensionSchemas, recordUse } from './mapping/index.js';
import type { Host, Logger } from './plugin/index.js';
import { loadPlugin, openAdapter, PluginNotFound, resolvePlugin } from './plugin-host/index.js';
import { compileType, parsePath, type ResourceType, ScimError, standardSchemas, standardTypes } from './scim/index.js';

/** A connector that is open, with the config that it was opened by. */
export interface OpenedConnector extends ServedConnector {
  readonly config: ConnectorConfig;
}

/**
 * Opens one connector: its schemas and mapping, then the plugin behind it.
 * @throws ConfigError, PluginUnusable
 */
export async function openConnector(
  config: ConnectorConfig,
  loaded: LoadedConfig,
  log: Logger,
): Promise<OpenedConnector> {
  const setups = standardTypes.map((type) => setUpType(type, config));
  const faults = setups.flatMap((setup) => checkType(setup, config));
  if (faults.length > 0) throw new ConfigError(faults, loaded.source);
  const plugin = await findPlugin(config, loaded);
  const { value: options, faults: optionFaults } = validate(
    plugin.options as object,
    config.plugin.options,
    `${config.pointer}/plugin/options`,
  );
  if (optionFaults.length > 0) throw new ConfigError(optionFaults, loaded.source);
  const host: Host = {
    log,
    folder: loaded.folder,
    now: Date.now,
    resources: Object.fromEntries(setups.map(({ type, use }) => [type.resourceType.name, use])),
  };
  const adapter = await openAdapter(plugin, options, host);
  const auth = compileAuth(config.auth);
  const { acceptUserUpdates, onDelete, timeoutMs, name } = config;
  const connector = new Connector({
    adapter,
    timeoutMs,
    collections: openCollections(setups, adapter, { acceptUserUpdates, onDelete }),
    authenticationSchemes: auth.schemes,
    ...(name !== undefined && { name }),
  });
  return { config, connector, auth, resourceTypes: standardTypes };
}

/** The resource type with the extensions that the mapping names. Without a mapping, or with `extra`, it takes anything. */
function setUpType(standard: ResourceType, config: ConnectorConfig): TypeSetup {
  const mapping = config.mapping[standard.name];
  const extensions = mapping ? extensionSchemas(mapping) : [];
  const resourceType = {
    ...standard,
    schemaExtensions: [...standard.schemaExtensions, ...extensions.map(({ id }) => ({ schema: id, required: false }))],
  };
  const type = compileType(resourceType, [...standardSchemas, ...extensions], {
    open: mapping === undefined || mapping.extra !== undefined,
  });
  const unique = uniquePaths(standard.name, config);
  return {
    type,
    mapping,
    unique,
    use: recordUse(
      mapping,
      type,
      unique.filter((path) => resolves(path, type)),
    ),
  };
}

function uniquePaths(typeName: string, { uniqueUserField, uniqueGroupField }: ConnectorConfig): readonly string[] {
  if (typeName === 'User') return [...new Set([uniqueUserField, 'userName'])];
  return typeName === 'Group' && uniqueGroupField !== undefined ? [uniqueGroupField] : [];
}

function resolves(path: string, type: TypeSetup['type']): boolean {
  try {
    return type.resolve(parsePath(path)) !== undefined;
  } catch (error) {
    if (error instanceof ScimError) return false;
    throw error;
  }
}

function checkType({ type, mapping, unique }: TypeSetup, config: ConnectorConfig): readonly Fault[] {
  const { name } = type.resourceType;
  const faults = mapping
    ? checkMapping(mapping, type).map((fault) => ({
        ...fault,
        pointer: `${config.pointer}/mapping/${escapePointer(name)}${fault.pointer}`,
      }))
    : [];
  const setting = name === 'User' ? 'uniqueUserField' : 'uniqueGroupField';
  const unknown = unique.filter((path) => !resolves(path, type));
  const uniqueFaults = unknown.map((path) => ({
    pointer: `${config.pointer}/${setting}`,
    message: `${name} has no attribute "${path}".`,
  }));
  return [...faults, ...uniqueFaults, ...(name === 'User' ? checkDeactivation(mapping, config) : [])];
}

function checkDeactivation(mapping: TypeSetup['mapping'], { onDelete, pointer }: ConnectorConfig): readonly Fault[] {
  if (onDelete !== 'deactivate' || !mapping || mapping.extra !== undefined) return [];
  if (Object.keys(mapping.attributes).some((path) => path.toLowerCase() === 'active')) return [];
  return [
    {
      pointer: `${pointer}/onDelete`,
      message: '"deactivate" needs a field for "active" in the mapping of User.',
    },
  ];
}

async function findPlugin({ plugin, pointer }: ConnectorConfig, { folder, source }: LoadedConfig) {
  try {
    return await loadPlugin(await resolvePlugin(plugin.use, folder));
  } catch (error) {
    if (!(error instanceof PluginNotFound)) throw error;
    const { message, suggestion } = error;
    throw new ConfigError(
      [{ pointer: `${pointer}/plugin/use`, message, ...(suggestion !== undefined && { suggestion }) }],
      source,
    );
  }
}
