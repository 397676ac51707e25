import type { CommandModule } from 'yargs';
import { withConfigOptions } from './config-options.js';
import { type MapArguments, mapOptions } from './map-options.js';

/** `scim-gateway map` */
export const mapCommand: CommandModule<object, MapArguments> = {
  command: 'map <what> <input>',
  describe: 'Show a record as a resource, a resource as a record, or a filter in both terms',
  builder: (argv) =>
    withConfigOptions(argv)
      .usage(
        '$0 map <what> <input> [options]\n\nShows what the mapping of the config makes of something, rule by rule, and what it drops and why. Nothing is written.',
      )
      .positional('what', {
        choices: ['record', 'resource', 'filter'] as const,
        demandOption: true,
        describe: 'What is given',
      })
      .positional('input', {
        type: 'string',
        demandOption: true,
        describe: 'A record as JSON, or the key of one that is stored; a resource as JSON, or a file of it; a filter',
      })
      .options(mapOptions)
      .example('$0 map record 1001', 'The person that the application has under this key')
      .example('$0 map record \'{"login":"ada"}\'', 'A record of your own')
      .example('$0 map resource new-user.json', 'The record that a client would make with it')
      .example('$0 map resource user.json --id 1001', 'What a PUT would change')
      .example(
        '$0 map filter \'userName eq "ada"\' --json',
        'What goes to the application, and what the gateway finishes',
      ),
  handler: async (args) => (await import('./run-map.js')).runMap(args),
};
