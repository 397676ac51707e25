import { fileURLToPath } from 'node:url';
import { thrownAt } from './place-of-error.js';
import { PluginUnusable } from './plugin-unusable.js';
import { builtInPlugins } from './resolve-plugin.js';

/** What plugins import of this package: they find it also where it is not installed beside them. */
const published = ['plugin', 'expression', 'scim', 'testkit'];

/**
 * Imports a plugin's module. TypeScript runs as it is, and so does JavaScript of either kind, whatever package.json says.
 * @throws PluginUnusable a sentence with the file, the line where it is known, and what to do
 */
export async function importModule(url: string): Promise<unknown> {
  const file = fileURLToPath(url);
  try {
    return /\.[mc]?ts$/.test(file) ? await importTranspiled(url) : await importNative(url);
  } catch (error) {
    throw new PluginUnusable(explain(error, file), { cause: error });
  }
}

/** By Node.js itself; what it cannot read or find by its own rules is tried once more as TypeScript is. */
async function importNative(url: string): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    if (isOdd(error)) return importTranspiled(url);
    throw error;
  }
}

/** A file that is not of the kind that its name and package.json say, or that needs this package, is no fault yet. */
function isOdd(error: unknown): boolean {
  if (isOfSyntax(error)) return !/does not provide an export named/.test(error.message);
  const { code } = error as NodeJS.ErrnoException;
  return code?.startsWith('ERR_REQUIRE_') === true || missingModule(error)?.startsWith('scim-gateway') === true;
}

async function importTranspiled(url: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const own = (path: string): string => fileURLToPath(new URL(`../../${path}/index.js`, import.meta.url));
  const jiti = createJiti(url, {
    alias: Object.fromEntries([
      ...builtInPlugins.map((name) => [`scim-gateway/plugins/${name}`, own(`plugins/${name}`)]),
      ...published.map((name) => [`scim-gateway/${name}`, own(`src/${name}`)]),
    ]),
  });
  return jiti.import(fileURLToPath(url));
}

function explain(error: unknown, file: string): string {
  const missing = missingModule(error);
  if (missing !== undefined) {
    return `The plugin ${file} was found, but it needs ${missing}, which is not there. Install it where the plugin is, or mend the import.`;
  }
  const message = error instanceof Error ? error.message : String(error);
  const parse = /^ParseError: (.*?)\.?\s*\n\s*(\S.*:\d+:\d+)\s*$/s.exec(message);
  if (parse) return `The plugin ${parse[2]} cannot be read: ${parse[1]}. Mend the syntax there.`;
  const place = thrownAt(error) ?? file;
  if (isOfSyntax(error)) return `The plugin ${place} cannot be read: ${message}. Mend the syntax there.`;
  return `The plugin ${file} does not load: ${message}${place === file ? '' : ` (at ${place})`}. Mend what it does when it is imported.`;
}

/** Not one of data that the plugin reads when it is imported. */
function isOfSyntax(error: unknown): error is SyntaxError {
  return error instanceof SyntaxError && !/JSON/.test(error.message);
}

/** The module that could not be found, as the import names it. */
function missingModule(error: unknown): string | undefined {
  return error instanceof Error ? /^Cannot find (?:package|module) '([^']+)'/.exec(error.message)?.[1] : undefined;
}
