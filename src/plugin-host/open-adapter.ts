import type { Adapter, Host, Plugin, Store } from '../plugin/index.js';
import { PluginUnusable } from './load-plugin.js';

const storeMethods = ['find', 'get', 'insert', 'update', 'remove', 'memberships', 'count'] as const;

/**
 * Opens a plugin with options that are valid, and checks that what it returns is an adapter.
 * @throws PluginUnusable a sentence with the plugin's own reason
 */
export async function openAdapter(plugin: Plugin, options: unknown, host: Host): Promise<Adapter> {
  let adapter: unknown;
  try {
    adapter = await plugin.open(options, host);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PluginUnusable(`The plugin "${plugin.name}" cannot open: ${reason}`, { cause: error });
  }
  const fault = adapterFault(adapter);
  if (fault !== undefined) {
    await (adapter as Partial<Adapter> | undefined)?.close?.();
    throw new PluginUnusable(`The plugin "${plugin.name}" opened wrongly: ${fault}`);
  }
  return adapter as Adapter;
}

function adapterFault(adapter: unknown): string | undefined {
  if (typeof adapter !== 'object' || adapter === null) return 'open() must return an object with "stores".';
  const { stores } = adapter as { stores?: unknown };
  if (typeof stores !== 'object' || stores === null) return 'open() must return an object with "stores".';
  for (const [type, store] of Object.entries(stores)) {
    if (typeof store !== 'object' || store === null) return `stores.${type} is not an object.`;
    for (const method of storeMethods) {
      const value = (store as Store)[method];
      if (value !== undefined && typeof value !== 'function') return `stores.${type}.${method} is not a function.`;
    }
    if (!(store as Store).find && !(store as Store).get) {
      return `stores.${type} has neither find nor get, so nothing can be read.`;
    }
  }
  return undefined;
}
