import type { ConnectorConfig, LoadedConfig } from '../config/index.js';
import { createLogger } from '../observe/index.js';
import type { ScimVersion } from '../verify/index.js';
import { checkedUrl, credentialsOf, readCa } from './client-arguments.js';
import { loadFromArguments } from './load-arguments.js';
import { UsageError } from './usage-error.js';
import type { VerifyArguments } from './verify-options.js';

/** What to verify, and how to get in. */
export interface VerifyTarget {
  readonly base: string;
  readonly credentials: { readonly [header: string]: string };
  readonly version: ScimVersion | undefined;
  readonly ca: string | undefined;
  close(): Promise<void>;
}

/**
 * The server that the command line names, or a connector of a config, started on a free port of this machine.
 * @throws UsageError, ConfigError, PluginUnusable
 */
export async function openTarget(args: VerifyArguments): Promise<VerifyTarget> {
  const version = args['scim-version'] as ScimVersion | undefined;
  const credentials = credentialsOf(args);
  if (args.config !== undefined || args.demo) {
    if (args.url !== undefined) throw new UsageError('Name a URL or a config (--config, --demo), not both.');
    return openLocal(args, version, credentials);
  }
  if (args.url === undefined) throw new UsageError('Name the base URL of a SCIM server, or a config (--config).');
  return { base: checkedUrl(args.url), credentials, version, ca: readCa(args.ca), close: async () => undefined };
}

async function openLocal(
  { config, demo, connector }: VerifyArguments,
  version: ScimVersion | undefined,
  credentials: { readonly [header: string]: string },
): Promise<VerifyTarget> {
  const loaded = await loadFromArguments({ config, demo, host: '127.0.0.1', port: 0, 'log-level': undefined });
  const chosen = chooseConnector(loaded, connector);
  const local: LoadedConfig = { ...loaded, connectors: [chosen], server: overPlainHttp(loaded.server) };
  const log = await createLogger({ level: 'error', pretty: process.stderr.isTTY === true });
  const { openGateway } = await import('../start.js');
  const gateway = await openGateway(local, { log });
  try {
    await gateway.listen();
    const [facts] = await gateway.facts();
    if (facts === undefined) throw new UsageError('The config has no connector.');
    const speaks = version ?? facts.scimVersion;
    const given = Object.keys(credentials).length > 0 ? credentials : ownCredentials(chosen);
    return { base: facts.baseUrls[speaks], credentials: given, version: speaks, ca: undefined, close: gateway.close };
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

/** Nobody but this run reaches it: no certificate is needed, and the URLs are those of this machine. */
function overPlainHttp({ tls: _tls, publicUrl: _url, ...server }: LoadedConfig['server']): LoadedConfig['server'] {
  return server;
}

function chooseConnector({ connectors }: LoadedConfig, name: string | undefined): ConnectorConfig {
  const names = connectors.map((each) => each.name ?? '').join(', ');
  const found =
    name === undefined && connectors.length === 1 ? connectors[0] : connectors.find((each) => each.name === name);
  if (found === undefined) throw new UsageError(`Name one of the config's connectors (--connector): ${names}.`);
  return found;
}

/** The first way in of the config that can be gone without asking anybody. */
function ownCredentials({ auth }: ConnectorConfig): { readonly [header: string]: string } {
  for (const method of auth) {
    if (method.type === 'none') return {};
    if (method.type === 'bearer') return { authorization: `Bearer ${method.token}` };
    if (method.type === 'header') return { [method.name.toLowerCase()]: method.value };
    if (method.type === 'basic') {
      return { authorization: `Basic ${Buffer.from(`${method.username}:${method.password}`).toString('base64')}` };
    }
  }
  throw new UsageError('The config lets nobody in with a secret of its own: give --basic, --bearer or --header.');
}
