import type { Argv, CommandModule } from 'yargs';
import { type ReplayArguments, replayOptions } from './replay-options.js';

/** `scim-gateway replay` */
export const replayCommand: CommandModule<object, ReplayArguments> = {
  command: 'replay <files...>',
  describe: "Play a client's recorded requests against a SCIM server, and check each answer",
  builder: (argv) =>
    (argv as Argv<ReplayArguments>)
      .parserConfiguration({ 'duplicate-arguments-array': true, 'camel-case-expansion': false })
      .usage(
        '$0 replay <files..> --base URL [options]\n\nPlays files of `record`, or written by hand (docs/replay-format.md).',
      )
      .positional('files', { type: 'string', array: true, describe: 'The files, one after the other' })
      .options(replayOptions)
      .example("$0 replay okta.json --base https://host/scim/v2 --bearer '${env:TOKEN}'", 'One recording')
      .epilogue(
        'Exit codes: 0 each answer was as expected; 1 one was not; 2 it could not run, or was stopped.',
      ) as Argv<ReplayArguments>,
  handler: async (args) => (await import('./run-replay.js')).runReplay(args),
};
