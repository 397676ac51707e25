import { isIP } from 'node:net';
import { dirname } from 'node:path';
import type { FromSchema } from 'json-schema-to-ts';
import type { AuthMethod } from '../../schemas/auth.js';
import { severalConnectorsSchema, singleConnectorSchema } from '../../schemas/connector-config.js';
import { ConfigError, type ConfigSource, type Fault } from './config-error.js';
import { toMilliseconds } from './duration.js';
import { findConfig } from './find-config.js';
import { interpolate } from './interpolate.js';
import { maskConfig } from './masked-config.js';
import { validate } from './validate.js';

type SingleConfig = FromSchema<typeof singleConnectorSchema>;
type SeveralConfig = FromSchema<typeof severalConnectorsSchema>;

/** One connector as its config says, defaults filled in. */
export interface ConnectorConfig {
  /** undefined: the only connector, at the top of the file. */
  readonly name?: string;
  /** Where it stands in the file. */
  readonly pointer: string;
  readonly scimVersion: '1.1' | '2.0';
  readonly auth: readonly AuthMethod[];
  readonly uniqueUserField: string;
  /** undefined: groups may share any value. */
  readonly uniqueGroupField: string | undefined;
  readonly acceptUserUpdates: boolean;
  readonly timeoutMs: number;
  readonly onDelete: 'remove' | 'deactivate';
  readonly plugin: { readonly use: string; readonly options: { readonly [name: string]: unknown } };
  readonly mapping: NonNullable<SingleConfig['mapping']>;
}

export interface LoadedConfig {
  readonly file: string;
  /** What relative paths are relative to. */
  readonly folder: string;
  readonly server: SingleConfig['server'];
  readonly log: SingleConfig['log'];
  readonly connectors: readonly ConnectorConfig[];
  readonly source: ConfigSource;
  /** The whole config with its secrets masked, for people to read. */
  readonly masked: unknown;
}

/** What the command line says instead of the file. */
export interface Overrides {
  readonly host?: string;
  readonly port?: number;
  readonly logLevel?: string;
}

export interface LoadOptions {
  /** The file to read; absent: `connector.config.*` in `cwd`. */
  readonly config?: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly overrides?: Overrides;
}

/**
 * Finds, reads and checks the config file.
 * @throws ConfigError with everything that is wrong with it
 */
export async function loadConfig({ config, cwd, env, overrides = {} }: LoadOptions): Promise<LoadedConfig> {
  const found = await findConfig(config, cwd);
  return resolveConfig(found, { env, overrides });
}

/**
 * Checks the data of a config.
 * @throws ConfigError
 */
export function resolveConfig(
  { file, data, source }: { readonly file: string; readonly data: unknown; readonly source: ConfigSource },
  { env, overrides = {} }: { readonly env: NodeJS.ProcessEnv; readonly overrides?: Overrides },
): LoadedConfig {
  const folder = dirname(file);
  const filled = interpolate(data, env, folder);
  const several = isObject(filled.data) && 'connectors' in filled.data;
  const schema = several ? severalConnectorsSchema : singleConnectorSchema;
  const { value, faults } = validate(schema, withOverrides(filled.data, overrides));
  if (filled.faults.length + faults.length > 0) throw new ConfigError([...filled.faults, ...faults], source);
  const connectors = several
    ? Object.entries((value as SeveralConfig).connectors).map(([name, connector]) => ({
        name,
        ...toConnector(connector as SingleConfig, `/connectors/${name}`),
      }))
    : [toConnector(value as SingleConfig, '')];
  const { server, log } = value as SingleConfig;
  const open = openConnectors(server, connectors);
  if (open.length > 0) throw new ConfigError(open, source);
  return { file, folder, server, log, connectors, source, masked: maskConfig(value, filled.references) };
}

function toConnector(config: SingleConfig, pointer: string): ConnectorConfig {
  const { auth, timeout, uniqueGroupField, plugin, mapping } = config;
  return {
    pointer,
    scimVersion: config.scimVersion,
    auth: (Array.isArray(auth) ? auth : [auth]) as readonly AuthMethod[],
    uniqueUserField: config.uniqueUserField,
    uniqueGroupField: uniqueGroupField === 'none' ? undefined : uniqueGroupField,
    acceptUserUpdates: config.acceptUserUpdates,
    timeoutMs: toMilliseconds(timeout),
    onDelete: config.onDelete,
    plugin,
    mapping: mapping ?? {},
  };
}

function withOverrides(data: unknown, { host, port, logLevel }: Overrides): unknown {
  if (!isObject(data)) return data;
  const server = isObject(data.server) ? data.server : {};
  const log = isObject(data.log) ? data.log : {};
  return {
    ...data,
    ...((host !== undefined || port !== undefined) && {
      server: { ...server, ...(host !== undefined && { host }), ...(port !== undefined && { port }) },
    }),
    ...(logLevel !== undefined && { log: { ...log, level: logLevel } }),
  };
}

/** Who lets everybody in must mean it. */
function openConnectors(
  { host, allowUnauthenticated }: SingleConfig['server'],
  connectors: readonly ConnectorConfig[],
): readonly Fault[] {
  if (allowUnauthenticated || isLoopback(host)) return [];
  return connectors
    .filter(({ auth }) => auth.some(({ type }) => type === 'none'))
    .map(({ pointer }) => ({
      pointer: `${pointer}/auth`,
      message: `With auth "none", everybody who reaches ${host} could change all accounts. Choose another auth, listen on 127.0.0.1, or write server.allowUnauthenticated: true.`,
    }));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
