import { fileURLToPath } from 'node:url';
import type { Adapter, Host, Plugin } from '../plugin/index.js';
import { adapterFault } from './adapter-fault.js';
import { thrownAt } from './place-of-error.js';
import { PluginUnusable } from './plugin-unusable.js';
import type { PluginOrigin } from './resolve-plugin.js';

/**
 * Opens a plugin with options that are valid, and checks that what it returns is an adapter.
 * @param origin where it comes from, for messages
 * @throws PluginUnusable a sentence with the plugin's own reason
 */
export async function openAdapter(
  plugin: Plugin,
  options: unknown,
  host: Host,
  origin?: PluginOrigin,
): Promise<Adapter> {
  const isOwn = origin === undefined || origin.kind === 'built-in';
  const name = `The plugin "${plugin.name}"${isOwn ? '' : ` (${fileURLToPath(origin.url)})`}`;
  let adapter: unknown;
  try {
    adapter = await plugin.open(options, host);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PluginUnusable(`${name} cannot open: ${reason}${isOwn ? '' : whatToMend(error)}`, { cause: error });
  }
  const fault = adapterFault(adapter);
  if (fault !== undefined) {
    const { close } = (adapter ?? {}) as Partial<Adapter>;
    if (typeof close === 'function') await close.call(adapter);
    throw new PluginUnusable(`${name} opened wrongly: ${fault}`);
  }
  return adapter as Adapter;
}

/** A plugin's own sentence tells of the options or of the system; an error of the language tells of the plugin's code. */
function whatToMend(error: unknown): string {
  const place = thrownAt(error);
  const inCode = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  const at = place === undefined ? '' : ` (at ${place})`;
  return inCode ? `${at}. Mend the plugin's "open".` : `${at}. Mend plugin.options, or what they name.`;
}
