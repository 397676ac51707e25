import type { CommandModule } from 'yargs';
import { pluginsNewCommand } from './plugins-new-command.js';
import { type PluginsArguments, pluginsOptions } from './plugins-options.js';
import { pluginsTestCommand } from './plugins-test-command.js';

/** `scim-gateway plugins`, and what is below it */
export const pluginsCommand: CommandModule<object, PluginsArguments> = {
  command: 'plugins',
  describe: 'List the plugins that are found, with their options; test one, or write a new one',
  builder: (argv) =>
    argv
      .command(pluginsTestCommand)
      .command(pluginsNewCommand)
      .options(pluginsOptions)
      .usage(
        '$0 plugins\n\nLists the built-in plugins, those in plugins/ beside the config file, and installed scim-gateway-plugin-* packages.',
      ),
  handler: async (args) => (await import('./run-plugins-list.js')).runPluginsList(args),
};
