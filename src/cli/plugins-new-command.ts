import type { CommandModule } from 'yargs';
import type { PluginsNewArguments } from './plugins-options.js';

/** `scim-gateway plugins new` */
export const pluginsNewCommand: CommandModule<object, PluginsNewArguments> = {
  command: 'new <name>',
  describe: 'Write a plugin that works, with its test, into plugins/ of this folder',
  builder: (argv) =>
    argv
      .positional('name', { type: 'string', demandOption: true, describe: 'Its name: small letters, digits, dashes' })
      .option('js', { type: 'boolean', describe: 'Plain JavaScript instead of TypeScript' })
      .usage('$0 plugins new <name> [--js]\n\nNothing is ever overwritten.'),
  handler: async (args) => (await import('./run-plugins-new.js')).runPluginsNew(args),
};
