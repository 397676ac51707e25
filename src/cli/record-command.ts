import type { Argv, CommandModule } from 'yargs';
import { type RecordArguments, recordOptions } from './record-options.js';

/** `scim-gateway record` */
export const recordCommand: CommandModule<object, RecordArguments> = {
  command: 'record',
  describe: "Record a client's requests through a proxy, without secrets and personal data",
  builder: (argv) =>
    (argv as Argv<RecordArguments>)
      .parserConfiguration({ 'duplicate-arguments-array': true, 'camel-case-expansion': false })
      .usage(
        '$0 record --target URL [options]\n\nPasses on what a client sends to any SCIM server, and writes a file for `replay` when it is stopped (Ctrl-C).\nThe client is given the same path at this machine: for https://host/scim/v2 that is http://127.0.0.1:8081/scim/v2.',
      )
      .options(recordOptions)
      .example('$0 record --target https://host/scim/v2 --out okta.json', 'Until Ctrl-C')
      .epilogue(
        'Exit codes: 0 recorded; 1 it could not listen or write; 2 the command is wrong.',
      ) as Argv<RecordArguments>,
  handler: async (args) => (await import('./run-record.js')).runRecord(args),
};
