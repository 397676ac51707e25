import { dirname, relative, resolve } from 'node:path';
import { type ListedPlugin, listPlugins, type OptionRow } from '../plugin-host/index.js';
import type { PluginsArguments } from './plugins-options.js';

const kinds: Record<ListedPlugin['kind'], string> = { 'built-in': 'built in', file: 'file', package: 'package' };

/** Prints every plugin that is found. Exit code 1 where one of them cannot be used. */
export async function runPluginsList({ config, json }: PluginsArguments): Promise<void> {
  const folder = config === undefined ? process.cwd() : dirname(resolve(config));
  const plugins = await listPlugins(folder);
  process.stdout.write(json ? `${JSON.stringify(plugins, null, 2)}\n` : plugins.map(blockOf).join('\n'));
  process.exitCode = plugins.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

function blockOf({ use, kind, file, version, contract, options = [], problem }: ListedPlugin): string {
  const facts = [
    kind === 'file' && file !== undefined ? relative(process.cwd(), file) : kinds[kind],
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(contract === undefined ? [] : [`contract ${contract}`]),
  ];
  const lines = problem === undefined ? rowsOf(options) : [`  CANNOT BE USED: ${problem}`];
  return [`${use} (${facts.join(', ')})`, ...lines, ''].join('\n');
}

function rowsOf(options: readonly OptionRow[]): readonly string[] {
  if (options.length === 0) return ['  no options'];
  const rows = options.map((option) => [option.name, typeText(option), option.description] as const);
  const width = (column: 0 | 1): number => Math.min(40, Math.max(...rows.map((row) => row[column].length)));
  const [names, types] = [width(0), width(1)];
  return rows.map(([name, type, text]) => `  ${name.padEnd(names)}  ${type.padEnd(types)}  ${text}`.trimEnd());
}

function typeText({ type, required, default: preset }: OptionRow): string {
  return `${type}${required ? ', required' : ''}${preset === undefined ? '' : `, default ${preset}`}`;
}
