export { loadPlugin, PluginUnusable } from './load-plugin.js';
export { openAdapter } from './open-adapter.js';
export { builtInPlugins, PluginNotFound, type PluginOrigin, resolvePlugin } from './resolve-plugin.js';
