import { fileURLToPath } from 'node:url';
import type { Plugin } from '../plugin/index.js';
import type { PluginOrigin } from './resolve-plugin.js';

/** A plugin was found but cannot be used: the message names the file and what to do. */
export class PluginUnusable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PluginUnusable';
  }
}

/**
 * Imports a plugin's module (TypeScript runs as it is) and checks that its default export is a plugin.
 * @throws PluginUnusable
 */
export async function loadPlugin(origin: PluginOrigin): Promise<Plugin> {
  const file = fileURLToPath(origin.url);
  const module = await importModule(origin.url, file);
  return checkPlugin(module, file);
}

async function importModule(url: string, file: string): Promise<unknown> {
  try {
    if (!/\.[mc]?ts$/.test(file)) return await import(url);
    const { createJiti } = await import('jiti');
    const jiti = createJiti(url, {
      alias: {
        'scim-gateway/plugin': fileURLToPath(new URL('../plugin/index.js', import.meta.url)),
        'scim-gateway/expression': fileURLToPath(new URL('../expression/index.js', import.meta.url)),
      },
    });
    return await jiti.import(file);
  } catch (error) {
    const missing = missingModule(error);
    throw new PluginUnusable(
      missing === undefined
        ? `The plugin ${file} does not load: ${messageOf(error)}`
        : `The plugin ${file} was found, but it needs ${missing}, which is not there. Install it where the plugin is, or mend the import.`,
      { cause: error },
    );
  }
}

function missingModule(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') return undefined;
  return /'([^']+)'/.exec(error.message)?.[1] ?? 'a module';
}

function checkPlugin(module: unknown, file: string): Plugin {
  const exported = unwrapDefault(module);
  const wrong = (what: string): never => {
    throw new PluginUnusable(
      `The plugin ${file} ${what}. Its default export must be definePlugin({ name, options, open }) from "scim-gateway/plugin".`,
    );
  };
  if (typeof exported !== 'object' || exported === null) return wrong('has no plugin as its default export');
  const { name, options, open } = exported as { [key: string]: unknown };
  if (typeof name !== 'string' || name === '') return wrong('has no "name"');
  if (typeof options !== 'boolean' && (typeof options !== 'object' || options === null)) {
    return wrong('has no "options", the JSON Schema of its options');
  }
  if (typeof open !== 'function') return wrong('has no "open" function');
  return exported as Plugin;
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
