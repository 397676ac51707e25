import { CONTRACT_VERSION, type Plugin } from '../plugin/index.js';
import { PluginUnusable } from './plugin-unusable.js';

/**
 * The default export of a module, where it is a plugin that this gateway can open.
 * @param spoken the version of the contract that the gateway speaks
 * @throws PluginUnusable what is wrong with it, and what it should be
 */
export function checkPlugin(module: unknown, file: string, spoken: number = CONTRACT_VERSION): Plugin {
  const exported = unwrapDefault(module);
  const wrong = (what: string): never => {
    throw new PluginUnusable(
      `The plugin ${file} ${what}. Its default export must be definePlugin({ name, options, open }) from "scim-gateway/plugin".`,
    );
  };
  if (typeof exported === 'function') return wrong('exports a function, which nobody calls');
  if (typeof exported !== 'object' || exported === null) return wrong('has no plugin as its default export');
  const { name, options, open, contract } = exported as { [key: string]: unknown };
  if (name === undefined && options === undefined && open === undefined) {
    return wrong('has no plugin as its default export');
  }
  if (typeof name !== 'string' || name === '') return wrong('has no "name"');
  if (typeof options !== 'boolean' && (typeof options !== 'object' || options === null || Array.isArray(options))) {
    return wrong('has no "options", the JSON Schema of its options');
  }
  if (typeof open !== 'function') return wrong('has no "open" function');
  checkContract(contract ?? 1, spoken, file);
  return exported as Plugin;
}

/** A plugin that says no version was written by hand for the first one. */
function checkContract(contract: unknown, spoken: number, file: string): void {
  if (contract === spoken) return;
  if (typeof contract !== 'number' || !Number.isInteger(contract) || contract < 1) {
    throw new PluginUnusable(
      `The plugin ${file} says no version of the plugin contract: its "contract" is ${JSON.stringify(contract) ?? typeof contract}. Leave it to definePlugin from "scim-gateway/plugin".`,
    );
  }
  const built = `The plugin ${file} was built for version ${contract} of the plugin contract; this gateway speaks version ${spoken}.`;
  throw new PluginUnusable(
    contract < spoken
      ? `${built} The plugin is older: install a newer version of it, or build it with the scim-gateway that runs it.`
      : `${built} The plugin is newer: update scim-gateway, or install an older version of the plugin.`,
  );
}

/** A CommonJS module compiled from `export default` arrives with one more `default` around. */
function unwrapDefault(module: unknown): unknown {
  let value = module;
  for (let depth = 0; depth < 2; depth++) {
    if (typeof value !== 'object' || value === null || !('default' in value)) break;
    value = value.default;
  }
  return value;
}
