export { loadPlugin } from './load-plugin.js';
export { openAdapter } from './open-adapter.js';
export { PluginUnusable } from './plugin-unusable.js';
export { builtInPlugins, PluginNotFound, type PluginOrigin, resolvePlugin } from './resolve-plugin.js';
