#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { packageVersion } from '../package-version.js';
import { commands, known } from './commands.js';
import { reportFailure } from './report-failure.js';
import { explainUsage, UsageError } from './usage-error.js';

const words = hideBin(process.argv);

// Who reads the output may stop reading: `scim-gateway check | head`.
process.stdout.on('error', () => undefined);

const cli = yargs(words)
  .scriptName('scim-gateway')
  .locale('en')
  .usage('$0 <command>\n\nMakes an application speak SCIM: a config file says which application, and who may ask.')
  .command([...commands])
  .completion('completion', 'Print a script that completes commands and options in your shell')
  .example('$0 start --demo', 'Try it with example people, without a config file')
  .example('$0 init', 'Write a config for your application: it looks, proposes and asks')
  .example('$0 start', 'Serve what connector.config.json in this folder says')
  .example('$0 start --config hr.yaml --port 9000', 'Another file, another port')
  .example('$0 check', 'Find out what is wrong before a client does')
  .example('$0 completion >> ~/.bashrc', 'Completion in bash')
  .epilogue(
    [
      'Exit codes: 0 it went well; 1 it cannot run (the application, the port); 2 the config or the command is wrong.',
      'The banner goes to standard output, the log to standard error: for people on a terminal, JSON lines elsewhere.',
    ].join('\n'),
  )
  .parserConfiguration({ 'duplicate-arguments-array': false, 'camel-case-expansion': false })
  .demandCommand(1, `Name a command: ${known.commands.join(', ')}.`)
  .strict()
  .version(packageVersion())
  .help()
  .alias('help', 'h')
  .wrap(Math.min(120, process.stdout.columns ?? 120))
  // Thrown, so that nothing runs; the parser's own way out would print and go on.
  .fail((complaint, error) => {
    throw error ?? new UsageError(complaint);
  });

try {
  await cli.parseAsync();
} catch (error) {
  const isUsage = error instanceof Error && (error.name === 'YError' || error instanceof UsageError);
  await reportFailure(isUsage ? new UsageError(explainUsage(error.message, words, known)) : error);
}
