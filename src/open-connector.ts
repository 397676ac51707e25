import type { Audit } from './audit/index.js';
import { AuthUnusable, type CompiledAuth, compileAuth } from './auth/index.js';
import { ConfigError, type ConnectorConfig, type Fault, type LoadedConfig, validate } from './config/index.js';
import { Connector, openCollections, setUpTypes, ToleranceUse } from './connector/index.js';
import type { ServedConnector } from './http/index.js';
import { prepareGuards } from './open-guards.js';
import type { Adapter, Host, Logger } from './plugin/index.js';
import { isolatePlugin, loadPlugin, openAdapter, PluginNotFound, resolvePlugin } from './plugin-host/index.js';
import { standardTypes } from './scim/index.js';

/** A connector whose config has been checked, plugin and all: what is left is to reach for the application. */
export interface PreparedConnector {
  readonly config: ConnectorConfig;
  /** true: it may not be open twice at a time, with whatever settings. */
  readonly exclusive: boolean;
  /** @throws PluginUnusable, ConfigError; Error where what the rails remember cannot be read */
  open(): Promise<OpenedConnector>;
}

/** A connector that is open, with what it was opened by. */
export interface OpenedConnector extends ServedConnector {
  readonly config: ConnectorConfig;
  readonly prepared: PreparedConnector;
  /** It has been closed, and could not be opened again. */
  readonly lost?: true;
}

/**
 * Opens one connector: its schemas and mapping, then the plugin behind it.
 * @throws ConfigError, PluginUnusable
 */
export async function openConnector(...given: Parameters<typeof prepareConnector>): Promise<OpenedConnector> {
  const prepared = await prepareConnector(...given);
  return prepared.open();
}

/**
 * Checks the config of one connector as far as that goes without opening it.
 * @throws ConfigError, PluginUnusable
 */
export async function prepareConnector(
  config: ConnectorConfig,
  loaded: LoadedConfig,
  { log, audit }: { readonly log: Logger; readonly audit: Audit | undefined },
): Promise<PreparedConnector> {
  const { setups, faults } = setUpTypes(config);
  if (faults.length > 0) throw new ConfigError(placed(faults, config), loaded.source);
  const guarding = prepareGuards(config, loaded, { setups, audit, log });
  if (guarding.faults.length > 0) throw new ConfigError(guarding.faults, loaded.source);
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
  const opening = config.plugin.isolate ? isolatePlugin(plugin, origin, config.name) : plugin;
  const prepared: PreparedConnector = {
    config,
    // Two that count removals beside each other would each let the whole limit through.
    exclusive: plugin.exclusive === true || config.safety !== undefined,
    async open() {
      const guards = guarding.open();
      // A plugin may keep what it is given, and change it.
      const adapter = await openAdapter(opening, structuredClone(options), host, origin);
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
      return { config, prepared, connector, auth, resourceTypes: config.types.resourceTypes };
    },
  };
  return prepared;
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
