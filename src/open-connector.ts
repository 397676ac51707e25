import type { Audit } from './audit/index.js';
import { AuthUnusable, type CompiledAuth, compileAuth } from './auth/index.js';
import { ConfigError, type ConnectorConfig, type Fault, type LoadedConfig, validate } from './config/index.js';
import { Connector, openCollections, setUpTypes, ToleranceUse } from './connector/index.js';
import type { ServedConnector } from './http/index.js';
import { openGuards } from './open-guards.js';
import type { Adapter, Host, Logger } from './plugin/index.js';
import { loadPlugin, openAdapter, PluginNotFound, resolvePlugin } from './plugin-host/index.js';
import { standardTypes } from './scim/index.js';

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
  { log, audit }: { readonly log: Logger; readonly audit: Audit | undefined },
): Promise<OpenedConnector> {
  const { setups, faults } = setUpTypes(config);
  if (faults.length > 0) throw new ConfigError(placed(faults, config), loaded.source);
  const { guards, faults: guardFaults } = openGuards(config, loaded, { setups, audit, log });
  if (guardFaults.length > 0) throw new ConfigError(guardFaults, loaded.source);
  const { plugin, origin } = await findPlugin(config, loaded);
  const { value: options, faults: optionFaults } = validate(
    plugin.options as object,
    config.plugin.options,
    `${config.pointer}/plugin/options`,
    loaded.references,
  );
  if (optionFaults.length > 0) throw new ConfigError(optionFaults, loaded.source);
  const auth = await openAuth(config, loaded, log);
  const host: Host = {
    log,
    folder: loaded.folder,
    now: Date.now,
    resources: Object.fromEntries(setups.map(({ type, use }) => [type.resourceType.name, use])),
  };
  const adapter = await openAdapter(plugin, options, host, origin);
  const unserved = checkServed(config, adapter, plugin.name);
  if (unserved.length > 0) {
    await adapter.close?.();
    throw new ConfigError(placed(unserved, config), loaded.source);
  }
  const { acceptUserUpdates, onDelete, onRehire, unknownMembers, timeoutMs, dryRun, name } = config;
  const toleranceUse = new ToleranceUse(config.refusedTolerances, log);
  const { onTolerated } = toleranceUse;
  const connector = new Connector({
    adapter,
    timeoutMs,
    dryRun,
    guards,
    toleranceUse,
    collections: openCollections(
      setups,
      adapter,
      { acceptUserUpdates, onDelete, onRehire, unknownMembers, onTolerated, guards },
      log,
    ),
    authenticationSchemes: auth.schemes,
    ...(name !== undefined && { name }),
  });
  return { config, connector, auth, resourceTypes: config.types.resourceTypes };
}

async function openAuth(config: ConnectorConfig, loaded: LoadedConfig, log: Logger): Promise<CompiledAuth> {
  try {
    return await compileAuth(config.auth, { folder: loaded.folder, log });
  } catch (error) {
    if (!(error instanceof AuthUnusable)) throw error;
    const { index, setting, message } = error;
    throw new ConfigError([{ pointer: `${config.authPointers[index]}/${setting}`, message }], loaded.source);
  }
}

/** Resource types that the config declares and the plugin does not offer: nobody could ask for them. */
function checkServed({ types }: ConnectorConfig, { stores }: Adapter, plugin: string): readonly Fault[] {
  return types.resourceTypes
    .filter(({ name }) => !Object.hasOwn(stores, name) && !standardTypes.some((standard) => standard.name === name))
    .map(({ name }) => ({
      pointer: `/resourceTypes/${name}`,
      message: `The plugin "${plugin}" keeps no "${name}" with these options; its README says how to name what it keeps.`,
      inName: true,
    }));
}

function placed(faults: readonly Fault[], { pointer }: ConnectorConfig): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` }));
}

async function findPlugin({ plugin, pointer }: ConnectorConfig, { folder, source }: LoadedConfig) {
  try {
    const origin = await resolvePlugin(plugin.use, folder);
    return { plugin: await loadPlugin(origin), origin };
  } catch (error) {
    if (!(error instanceof PluginNotFound)) throw error;
    const { message, suggestion } = error;
    throw new ConfigError(
      [{ pointer: `${pointer}/plugin/use`, message, ...(suggestion !== undefined && { suggestion }) }],
      source,
    );
  }
}
