export type { OptionRow } from './describe-options.js';
export { isolatePlugin } from './isolation/isolate-plugin.js';
export { type ListedPlugin, listPlugins } from './list-plugins.js';
export { loadPlugin } from './load-plugin.js';
export { newPlugin } from './new-plugin.js';
export { openAdapter } from './open-adapter.js';
export { thrownAt } from './place-of-error.js';
export { PluginUnusable } from './plugin-unusable.js';
export { builtInPlugins, PluginNotFound, type PluginOrigin, resolvePlugin } from './resolve-plugin.js';
