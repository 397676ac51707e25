import type { Argv, CommandModule } from 'yargs';
import { type BenchArguments, benchOptions } from './bench-options.js';

/** `scim-gateway bench` */
export const benchCommand: CommandModule<object, BenchArguments> = {
  command: 'bench',
  describe: 'Measure how fast any SCIM server answers',
  builder: (argv) =>
    (argv as Argv<BenchArguments>)
      .parserConfiguration({ 'duplicate-arguments-array': true, 'camel-case-expansion': false })
      .usage(
        '$0 bench --base URL [options]\n\nLook-up by id, filter by userName, pages, create, patch and group membership, each for some seconds. It makes its own\npeople and groups and removes them, Ctrl-C included.',
      )
      .options(benchOptions)
      .example(
        "$0 bench --base https://host/scim/v2 --bearer '${env:TOKEN}' --report bench.html",
        'Everything, with a plot',
      )
      .example('$0 bench --base http://127.0.0.1:8080/scim/v2 --read-only --seconds 2', 'Only what changes nothing')
      .epilogue(
        'Exit codes: 0 every answer was right; 1 some were not, or something could not be removed; 2 it could not run, or was\nstopped.',
      ) as Argv<BenchArguments>,
  handler: async (args) => (await import('./run-bench.js')).runBench(args),
};
