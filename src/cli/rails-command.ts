import type { CommandModule } from 'yargs';
import { configFileOption } from './config-options.js';

interface RailsArguments {
  readonly config: string | undefined;
  readonly connector: string | undefined;
}

/** `scim-gateway rails` */
export const railsCommand: CommandModule = {
  command: 'rails',
  describe: 'Show or release the safety limits on what a connector takes away',
  builder: (argv) =>
    argv
      .usage(
        '$0 rails <status|release> [connector]\n\nWhen a limit of "safety" has been reached, the connector refuses every removal until somebody looks and releases it.',
      )
      .command<RailsArguments>(
        'status [connector]',
        'What has been counted, and which rail has closed',
        (status) => status.positional('connector', { type: 'string' }).options(configFileOption),
        async (args) => (await import('./run-rails.js')).showRails(args),
      )
      .command<RailsArguments>(
        'release [connector]',
        'Make removals possible again, and count from nothing',
        (release) => release.positional('connector', { type: 'string' }).options(configFileOption),
        async (args) => (await import('./run-rails.js')).releaseRails(args),
      )
      .demandCommand(1, 'Say what to do: rails status or rails release.')
      .example('$0 rails status', 'Exit code 1: a rail has closed')
      .example('$0 rails release hr', 'The gateway that is running sees it with its next removal'),
  handler: () => undefined,
};
