#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { checkCommand } from './check-command.js';
import { reportFailure, UsageError } from './report-failure.js';
import { startCommand } from './start-command.js';
import { packageVersion } from './version.js';

const cli = yargs(hideBin(process.argv))
  .scriptName('scim-gateway')
  .usage('$0 <command>\n\nMakes an application speak SCIM: a config file says which application, and who may ask.')
  .command(startCommand)
  .command(checkCommand)
  .completion('completion', 'Print a script that completes commands and options in your shell')
  .example('$0 start --demo', 'Try it with example people, without a config file')
  .example('$0 start', 'Serve what connector.config.json in this folder says')
  .example('$0 start --config hr.yaml --port 9000', 'Another file, another port')
  .example('$0 check', 'Find out what is wrong before a client does')
  .example('$0 completion >> ~/.bashrc', 'Completion in bash')
  .epilogue(
    'Exit codes: 0 it went well; 1 it cannot run (the application, the port); 2 the config file or the command is wrong.\nThe banner goes to standard output, the log to standard error: for people on a terminal, as JSON lines elsewhere.',
  )
  .demandCommand(1, 'Name a command: start or check. "scim-gateway --help" tells more.')
  .recommendCommands()
  .strict()
  .version(packageVersion())
  .help()
  .alias('help', 'h')
  .wrap(Math.min(110, process.stdout.columns ?? 110))
  .fail((message, error) => {
    throw error ?? new UsageError(message);
  })
  .exitProcess(false);

try {
  await cli.parseAsync();
} catch (error) {
  reportFailure(error);
}
