import type { Argv, CommandModule } from 'yargs';
import { type VerifyArguments, verifyOptions } from './verify-options.js';

/** `scim-gateway verify` */
export const verifyCommand: CommandModule<object, VerifyArguments> = {
  command: 'verify [url]',
  describe: 'Play identity providers against any SCIM server, and say what it does wrong',
  builder: (argv) =>
    (argv as Argv<VerifyArguments>)
      .parserConfiguration({ 'duplicate-arguments-array': true, 'camel-case-expansion': false })
      .usage(
        "$0 verify <url> [options]\n\nRuns checks of RFC 7643, RFC 7644 and SCIM 1.1, and the requests of real identity providers, against the SCIM server at\na base URL. It changes and removes only what it made itself, and all of that is gone when it ends, Ctrl-C included.\nSecrets may come from outside: --bearer '${env:TOKEN}', --basic 'okta:${file:secrets/password}'.",
      )
      .positional('url', { type: 'string', describe: 'The base URL, such as https://host/scim/v2' })
      .options(verifyOptions)
      .example("$0 verify https://host/scim/v2 --bearer '${env:TOKEN}'", 'Everything')
      .example('$0 verify --config hr.json --scim-version 1.1', 'A connector of yours, over a free port')
      .example('$0 verify https://host/scim/v2 --suite okta,groups', 'Some of it')
      .example('$0 verify https://host/scim/v2 --report verify.html --report verify.xml', 'For people and for CI')
      .epilogue(
        'Exit codes: 0 no check of level MUST failed (with --baseline: nothing got worse); 1 one did; 2 it could not run, or was\nstopped.',
      ) as Argv<VerifyArguments>,
  handler: async (args) => (await import('./run-verify.js')).runVerify(args),
};
