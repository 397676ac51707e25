import type { ConnectorConfig, LoadedConfig } from '../config/index.js';
import { askRelease, railFile, readRailState } from '../rails/index.js';
import { loadFromArguments } from './load-arguments.js';
import { UsageError } from './usage-error.js';

interface RailsArguments {
  readonly config: string | undefined;
  readonly connector: string | undefined;
}

/** Prints what the rails of the connectors have counted. Exit code 1 where one has closed. */
export async function showRails(args: RailsArguments): Promise<void> {
  const config = await loadFromArguments(args);
  for (const connector of guarded(config, args.connector)) {
    const { closed, deactivations, deletions, groups } = readRailState(railFile(config.stateFolder, connector.name));
    const shrunk = Object.values(groups).filter(({ removed }) => removed > 0).length;
    process.stdout.write(
      `${titleOf(connector)}: ${deactivations.length} deactivations, ${deletions.length} deletions, ${shrunk} groups that lost members\n`,
    );
    if (closed) {
      process.stdout.write(
        `  CLOSED by ${closed.rail} since ${new Date(closed.at).toISOString()}: removals are refused\n`,
      );
      process.exitCode = 1;
    }
  }
}

/** Asks the running gateway to release the rails; without one, the next start finds them released. */
export async function releaseRails(args: RailsArguments): Promise<void> {
  const config = await loadFromArguments(args);
  for (const connector of guarded(config, args.connector)) {
    const file = railFile(config.stateFolder, connector.name);
    const { closed } = readRailState(file);
    if (closed) await askRelease(file);
    process.stdout.write(
      closed
        ? `${titleOf(connector)}: released; ${closed.rail} had closed at ${new Date(closed.at).toISOString()}\n`
        : `${titleOf(connector)}: nothing to release\n`,
    );
  }
}

/** @throws UsageError where the config has no such connector, or nothing that is guarded */
function guarded({ connectors }: LoadedConfig, name: string | undefined): readonly ConnectorConfig[] {
  const named = name === undefined ? connectors : connectors.filter((connector) => connector.name === name);
  if (named.length === 0) {
    const names = connectors.flatMap((connector) => connector.name ?? []);
    throw new UsageError(
      names.length === 0
        ? 'The config has one connector, without a name.'
        : `There is no connector "${name}"; there are ${names.join(', ')}.`,
    );
  }
  const withSafety = named.filter(({ safety }) => safety !== undefined);
  if (withSafety.length === 0) throw new UsageError('No limits are set: "safety" of a connector says them.');
  return withSafety;
}

function titleOf({ name }: ConnectorConfig): string {
  return name === undefined ? 'The connector' : `Connector "${name}"`;
}
