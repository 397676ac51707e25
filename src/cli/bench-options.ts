import type { InferredOptionTypes } from 'yargs';
import { credentialOptions, list, oneText, timeoutOption, trustOptions } from './client-options.js';

/** Options of `bench`. */
export const benchOptions = {
  base: {
    type: 'string',
    requiresArg: true,
    demandOption: true,
    describe: 'The base URL, such as https://host/scim/v2',
    coerce: oneText,
  },
  ...credentialOptions,
  seconds: { type: 'string', requiresArg: true, default: '5', describe: 'For each kind of request', coerce: oneText },
  connections: {
    type: 'string',
    requiresArg: true,
    default: '10',
    describe: 'Requests that are on their way at any time',
    coerce: oneText,
  },
  'read-only': { type: 'boolean', describe: 'Make nothing; read what is there' },
  report: {
    type: 'string',
    requiresArg: true,
    describe: 'Write FILE.html, .json or .md; may be repeated',
    coerce: list,
  },
  timeout: timeoutOption,
  ...trustOptions,
} as const;

export type BenchArguments = InferredOptionTypes<typeof benchOptions>;
