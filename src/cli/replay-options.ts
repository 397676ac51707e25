import type { InferredOptionTypes } from 'yargs';
import { credentialOptions, list, oneText, timeoutOption, trustOptions } from './client-options.js';

/** Options of `replay`. */
export const replayOptions = {
  base: {
    type: 'string',
    requiresArg: true,
    demandOption: true,
    describe: 'The base URL, such as https://host/scim/v2',
    coerce: oneText,
  },
  ...credentialOptions,
  var: {
    type: 'string',
    requiresArg: true,
    describe: "NAME=VALUE, instead of the file's; may be repeated",
    coerce: list,
  },
  'only-required': { type: 'boolean', describe: 'Leave out the steps that may fail' },
  timeout: timeoutOption,
  ...trustOptions,
} as const;

export type ReplayArguments = InferredOptionTypes<typeof replayOptions> & {
  readonly files?: readonly string[] | undefined;
};
