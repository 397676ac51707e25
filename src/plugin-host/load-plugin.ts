import { fileURLToPath } from 'node:url';
import type { Plugin } from '../plugin/index.js';
import { checkPlugin } from './check-plugin.js';
import { importModule } from './import-module.js';
import type { PluginOrigin } from './resolve-plugin.js';

/**
 * Imports a plugin's module and checks that its default export is a plugin for this gateway.
 * @throws PluginUnusable
 */
export async function loadPlugin({ url }: PluginOrigin): Promise<Plugin> {
  return checkPlugin(await importModule(url), fileURLToPath(url));
}
