import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { builtInPlugins, newPlugin } from '../plugin-host/index.js';
import type { PluginsNewArguments } from './plugins-options.js';
import { UsageError } from './usage-error.js';

/**
 * Writes a plugin and its test.
 * @throws UsageError where the name is none, or one of the files is there
 */
export async function runPluginsNew({ name, js }: PluginsNewArguments): Promise<void> {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) {
    throw new UsageError(`A plugin's name is made of small letters, digits and dashes, not "${name}".`);
  }
  if (builtInPlugins.some((builtIn) => builtIn === name)) {
    throw new UsageError(`"${name}" is a built-in plugin; give yours another name.`);
  }
  const files = newPlugin(name, { typed: js !== true });
  const there = files.find(({ path }) => existsSync(resolve(path)));
  if (there) throw new UsageError(`${there.path} is there already, and is left as it is. Choose another name.`);
  for (const { path, text } of files) {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    writeFileSync(resolve(path), text, { flag: 'wx' });
  }
  const [plugin, test] = files;
  const options = `'{"file":"people.json"}'`;
  const sample = `'{"User":[{"login":"ada","name":"Ada"}]}'`;
  const run = js ? `node --test ${test.path}` : `node --import jiti/register ${test.path}`;
  process.stdout.write(
    `${plugin.path} keeps people in a JSON file; ${test.path} tests it.

In the config file:  "plugin": { "use": "${name}", "options": { "file": "people.json" } }
Test it:             npx scim-gateway plugins test ${name} --options ${options} --sample ${sample}
Or as a test file:   npm install scim-gateway && ${run}
`,
  );
}
