import type { CommandModule } from 'yargs';
import { type PluginsTestArguments, pluginsTestOptions } from './plugins-options.js';

/** `scim-gateway plugins test` */
export const pluginsTestCommand: CommandModule<object, PluginsTestArguments> = {
  command: 'test [plugin]',
  describe: 'Test every promise of the plugin contract',
  builder: (argv) =>
    argv
      .positional('plugin', { type: 'string', describe: 'As plugin.use names it; else the one of the config file' })
      .options(pluginsTestOptions)
      .usage(
        '$0 plugins test [plugin] [options]\n\nIt writes records of its own into the system and takes them away again: let it have a system for tests.',
      )
      .example(`$0 plugins test ./badge.ts --options '{"file":"b.json"}' --sample '{"User":[{"login":"ada"}]}'`, ''),
  handler: async (args) => (await import('./run-plugins-test.js')).runPluginsTest(args),
};
