import { dirname, resolve } from 'node:path';
import type { FromSchema } from 'json-schema-to-ts';
import type { AuthMethod } from '../../schemas/auth.js';
import { severalConnectorsSchema, singleConnectorSchema } from '../../schemas/connector-config.js';
import { toBytes, toMilliseconds } from '../plugin/index.js';
import { type Tolerance, tolerances } from '../scim/index.js';
import { checkConnectors } from './check-connectors.js';
import { checkResourceTypes } from './check-resource-types.js';
import { checkServer } from './check-server.js';
import { ConfigError, type ConfigSource } from './config-error.js';
import type { FoundConfig } from './find-config.js';
import { interpolate } from './interpolate.js';
import { escapePointer } from './json-pointer.js';
import { maskConfig } from './masked-config.js';
import { type RailLimits, railLimits } from './rail-limits.js';
import { type ConnectorTypes, resourceTypesOf } from './resource-types.js';
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
  /** Where each of them stands in the file. */
  readonly authPointers: readonly string[];
  readonly uniqueUserField: string;
  /** undefined: groups may share any value. */
  readonly uniqueGroupField: string | undefined;
  readonly acceptUserUpdates: boolean;
  readonly timeoutMs: number;
  readonly onDelete: 'remove' | 'deactivate';
  readonly onRehire: 'conflict' | 'reactivate';
  readonly unknownMembers: 'refuse' | 'skip' | 'accept';
  readonly strict: boolean;
  readonly readOnly: boolean;
  readonly dryRun: boolean;
  /** Filters whose matches are never changed. */
  readonly protect: readonly string[];
  readonly safety?: RailLimits;
  /** Habits of clients that are refused. */
  readonly refusedTolerances: ReadonlySet<Tolerance>;
  readonly plugin: {
    readonly use: string;
    readonly options: { readonly [name: string]: unknown };
    /** true: in a thread of its own. */
    readonly isolate?: boolean;
  };
  /** The standard resource types and those of its own, with their schemas. */
  readonly types: ConnectorTypes;
  readonly mapping: NonNullable<SingleConfig['mapping']>;
}

export interface LoadedConfig {
  readonly file: string;
  /** What relative paths are relative to. */
  readonly folder: string;
  readonly server: SingleConfig['server'];
  readonly log: SingleConfig['log'];
  /** Where operators ask; undefined: nowhere. */
  readonly admin: AdminConfig | undefined;
  readonly tracing: boolean;
  /** true: the file is watched. */
  readonly reload: boolean;
  readonly audit?: AuditConfig;
  /** Absolute: where the gateway keeps what it must remember itself. */
  readonly stateFolder: string;
  readonly connectors: readonly ConnectorConfig[];
  readonly source: ConfigSource;
  /** Pointers of the values that came from outside, with their texts as written: for {@link validate}. */
  readonly references: ReadonlyMap<string, string>;
  /** The whole config with its secrets masked, for people to read. */
  readonly masked: unknown;
}

export interface AdminConfig {
  readonly host: string;
  readonly port: number;
  /** true: the config names the port, so that another may not be taken instead. */
  readonly named: boolean;
}

/** Where the audit is, and when a new file begins. */
export interface AuditConfig {
  /** Absolute. */
  readonly file: string;
  /** Bytes. */
  readonly maxSize: number;
  readonly maxAgeMs: number;
  /** How many files that were put aside are kept; undefined: all. */
  readonly keep: number | undefined;
}

/** What the command line says instead of the file. */
export interface Overrides {
  readonly host?: string;
  readonly port?: number;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly logLevel?: string;
}

/**
 * Fills in what comes from outside, checks the data of a config and fills in its defaults.
 * @throws ConfigError with everything that is wrong with it
 */
export function resolveConfig(
  { file, data, source }: FoundConfig,
  { env, overrides = {} }: { readonly env: NodeJS.ProcessEnv; readonly overrides?: Overrides },
): LoadedConfig {
  const folder = dirname(file);
  const { data: filled, faults: missing, references } = interpolate(data, env, folder);
  const several = isObject(filled) && Object.hasOwn(filled, 'connectors');
  const schema = several ? severalConnectorsSchema : singleConnectorSchema;
  const { value, faults } = validate(schema, withOverrides(filled, overrides), '', references);
  // What could not be filled in is empty now; that it is empty too says nothing new.
  const unfilled = new Set(missing.map(({ pointer }) => pointer));
  const all = [...missing, ...faults.filter(({ pointer }) => !unfilled.has(pointer))];
  if (all.length > 0) throw new ConfigError(all, source);
  const { server, admin, tracing, reload, log, audit, state } = value as SingleConfig;
  const placed = several
    ? Object.entries((value as SeveralConfig).connectors).map(([name, connector]) => ({
        name,
        pointer: `/connectors/${escapePointer(name)}`,
        config: connector as SingleConfig,
      }))
    : [{ pointer: '', config: value as SingleConfig }];
  const typeFaults = placed.flatMap(({ pointer, config: { resourceTypes, mapping } }) =>
    checkResourceTypes(resourceTypes ?? {}, mapping ?? {}).map((fault) => ({
      ...fault,
      pointer: `${pointer}${fault.pointer}`,
    })),
  );
  const connectors = placed.map(toConnector);
  const refused = [...checkServer(server), ...checkConnectors(server, connectors), ...typeFaults];
  if (refused.length > 0) throw new ConfigError(refused, source);
  return {
    file,
    folder,
    server,
    admin: adminConfig(admin, server.port),
    tracing,
    reload,
    log,
    ...(audit && { audit: auditConfig(audit, folder) }),
    stateFolder: resolve(folder, state.folder),
    connectors,
    source,
    references,
    masked: maskConfig(value, references),
  };
}

const ADMIN_PORT = 8081;

function adminConfig(admin: SingleConfig['admin'], serverPort: number): AdminConfig | undefined {
  if (admin === false) return undefined;
  const { host = '127.0.0.1', port } = admin as { readonly host?: string; readonly port?: number };
  return { host, port: port ?? (serverPort === 0 ? 0 : ADMIN_PORT), named: port !== undefined };
}

function auditConfig({ file, maxSize, maxAge, keep }: NonNullable<SingleConfig['audit']>, folder: string): AuditConfig {
  return { file: resolve(folder, file), maxSize: toBytes(maxSize), maxAgeMs: toMilliseconds(maxAge), keep };
}

/** What a file says of a connector, and where. */
interface Placed {
  readonly name?: string;
  readonly pointer: string;
  readonly config: SingleConfig;
}

function toConnector({ config, ...place }: Placed): ConnectorConfig {
  const { auth, timeout, uniqueGroupField, plugin, mapping } = config;
  return {
    ...place,
    scimVersion: config.scimVersion,
    auth: (Array.isArray(auth) ? auth : [auth]) as readonly AuthMethod[],
    authPointers: Array.isArray(auth)
      ? auth.map((_, index) => `${place.pointer}/auth/${index}`)
      : [`${place.pointer}/auth`],
    uniqueUserField: config.uniqueUserField,
    uniqueGroupField: uniqueGroupField === 'none' ? undefined : uniqueGroupField,
    acceptUserUpdates: config.acceptUserUpdates,
    timeoutMs: toMilliseconds(timeout),
    onDelete: config.onDelete,
    onRehire: config.onRehire,
    unknownMembers: config.unknownMembers,
    strict: config.strict,
    readOnly: config.readOnly,
    dryRun: config.dryRun,
    protect: config.protect,
    ...(config.safety && { safety: railLimits(config.safety) }),
    refusedTolerances: refusedTolerances(config),
    plugin,
    types: resourceTypesOf(config.resourceTypes ?? {}),
    mapping: mapping ?? {},
  };
}

/** What `strict` and `tolerate` switch off; `tolerate` has the last word. */
function refusedTolerances({ strict, tolerate }: SingleConfig): ReadonlySet<Tolerance> {
  const names = Object.keys(tolerances) as Tolerance[];
  return new Set(
    names.filter((name) => !(tolerate[name] ?? !(strict && (name === 'unknownAttribute' || name === 'unknownPath')))),
  );
}

/** The data with what the command line says; a `server` that is no object stays, for the check to find. */
function withOverrides(data: unknown, { host, port, tls, logLevel }: Overrides): unknown {
  if (!isObject(data)) return data;
  const { server = {}, log = {} } = data;
  const bind = { ...(host !== undefined && { host }), ...(port !== undefined && { port }), ...(tls && { tls }) };
  return {
    ...data,
    ...(Object.keys(bind).length > 0 && isObject(server) && { server: { ...server, ...bind } }),
    ...(logLevel !== undefined && isObject(log) && { log: { ...log, level: logLevel } }),
  };
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
