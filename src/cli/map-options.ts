import type { InferredOptionTypes } from 'yargs';
import type { ConfigArguments } from './config-options.js';

/** What `map` takes beside the options of every command. */
export const mapOptions = {
  type: { type: 'string', requiresArg: true, default: 'User', describe: 'The resource type' },
  connector: { type: 'string', requiresArg: true, describe: 'The connector, where the config has several' },
  id: { type: 'string', requiresArg: true, describe: 'With "resource": compare with what is stored under this id' },
  json: { type: 'boolean', describe: 'JSON, for scripts' },
} as const;

export type MapArguments = ConfigArguments &
  InferredOptionTypes<typeof mapOptions> & { readonly what: string; readonly input: string };
