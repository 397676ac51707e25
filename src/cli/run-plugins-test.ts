import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadPlugin, PluginNotFound, resolvePlugin } from '../plugin-host/index.js';
import type { KitSettings } from '../testkit/index.js';
import type { PluginsTestArguments } from './plugins-options.js';
import { UsageError } from './usage-error.js';

interface Target {
  readonly use: string;
  readonly options: unknown;
  readonly settings: KitSettings;
  readonly folder: string;
}

type Outcome = 'kept' | 'broken' | 'not tried';

/**
 * Tests a plugin and prints how it keeps each promise. Exit code 1 where it breaks one.
 * @throws UsageError, ConfigError, PluginUnusable
 */
export async function runPluginsTest(args: PluginsTestArguments): Promise<void> {
  const { use, options, settings, folder } = await targetOf(args);
  const origin = await resolvePlugin(use, folder).catch((error: unknown) => {
    throw error instanceof PluginNotFound ? new UsageError(error.message) : error;
  });
  const plugin = await loadPlugin(origin);
  const { readyChecks } = await import('../testkit/index.js');
  const results: { readonly name: string; readonly outcome: Outcome; readonly reason?: string }[] = [];
  const note = (name: string, outcome: Outcome, reason?: string): void => {
    results.push({ name, outcome, ...(reason !== undefined && { reason }) });
    if (!args.json) process.stdout.write(lineOf(name, outcome, reason));
  };
  if (!args.json)
    process.stdout.write(`${plugin.name} (${fileURLToPath(origin.url)}), contract ${plugin.contract ?? 1}\n`);
  for (const { name, skip, run } of await readyChecks({ plugin, options, settings })) {
    if (skip !== undefined) {
      note(name, 'not tried', skip);
      continue;
    }
    try {
      await run();
      note(name, 'kept');
    } catch (error) {
      note(name, 'broken', error instanceof Error ? error.message : String(error));
    }
  }
  const count = (wanted: Outcome): number => results.filter(({ outcome }) => outcome === wanted).length;
  const [kept, broken, untried] = [count('kept'), count('broken'), count('not tried')];
  process.stdout.write(
    args.json
      ? `${JSON.stringify({ plugin: plugin.name, kept, broken, notTried: untried, checks: results }, null, 2)}\n`
      : `${kept} kept, ${broken} broken, ${untried} not tried.\n`,
  );
  process.exitCode = broken > 0 ? 1 : 0;
}

function lineOf(name: string, outcome: Outcome, reason = ''): string {
  if (outcome === 'broken') return `  BROKEN  ${name}\n${reason.replaceAll(/^/gm, '            ')}\n`;
  return outcome === 'kept' ? `  ok      ${name}\n` : `  -       ${name} (${reason})\n`;
}

/** What the command line says, on top of what the config file says. */
async function targetOf(args: PluginsTestArguments): Promise<Target> {
  const settings: KitSettings = {
    ...readSettings(args.settings),
    ...(args.sample !== undefined && { sample: readJson('sample', args.sample) as NonNullable<KitSettings['sample']> }),
    ...(args.seed !== undefined && { seed: args.seed }),
  };
  const fromConfig = args.config === undefined ? undefined : await configured(args.config, args.connector);
  const use = args.plugin ?? fromConfig?.use;
  if (use === undefined) throw new UsageError('Name a plugin, or a config file that does: --config FILE.');
  const folder = fromConfig?.folder ?? process.cwd();
  return {
    use,
    folder,
    options: readJson('options', args.options) ?? fromConfig?.options ?? {},
    settings: { ...fromConfig?.settings, ...settings, folder },
  };
}

async function configured(config: string, name: string | undefined) {
  const { loadConfig, ConfigError } = await import('../config/index.js');
  const { setUpTypes } = await import('../connector/index.js');
  const { connectors, folder, source } = await loadConfig({ config, cwd: process.cwd(), env: process.env });
  const found = name === undefined ? connectors : connectors.filter((connector) => connector.name === name);
  const [connector] = found;
  if (!connector || found.length > 1) {
    const names = connectors.map((each) => each.name ?? '').join(', ');
    throw new UsageError(`Say which connector of ${config}: --connector with one of ${names}.`);
  }
  const { setups, faults } = setUpTypes(connector);
  if (faults.length > 0) throw new ConfigError(faults, source);
  return {
    folder,
    use: connector.plugin.use,
    options: connector.plugin.options,
    settings: {
      resources: Object.fromEntries(setups.map(({ type, use }) => [type.resourceType.name, use])),
      // What the config wants to be unique the gateway sees to; whether the system does too, the config does not say.
      unique: Object.fromEntries(setups.map(({ type }) => [type.resourceType.name, []])),
    },
  };
}

/** What the kit takes that can stand in JSON. */
const settingNames = ['sample', 'resources', 'unique', 'freeText', 'folder', 'seed', 'runs', 'patience', 'volatile'];

function readSettings(given: string | undefined): KitSettings {
  const settings = readJson('settings', given) ?? {};
  const unknown = Object.keys(settings).find((name) => !settingNames.includes(name));
  if (unknown === undefined) return settings as KitSettings;
  throw new UsageError(`"${unknown}" is not a setting of the kit. Possible: ${settingNames.join(', ')}.`);
}

function readJson(option: string, given: string | undefined): unknown {
  if (given === undefined) return undefined;
  const text = existsSync(given) ? readFileSync(given, 'utf8') : given;
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--${option} is neither JSON nor a JSON file: ${reason}`);
  }
}
