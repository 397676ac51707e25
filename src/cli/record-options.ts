import type { InferredOptionTypes } from 'yargs';
import { oneText, trustOptions } from './client-options.js';

/** Options of `record`. */
export const recordOptions = {
  target: {
    type: 'string',
    requiresArg: true,
    demandOption: true,
    describe: 'The base URL of the SCIM server behind',
    coerce: oneText,
  },
  listen: {
    type: 'string',
    requiresArg: true,
    default: '8081',
    describe: 'PORT or HOST:PORT; 0: any free port',
    coerce: oneText,
  },
  out: {
    type: 'string',
    requiresArg: true,
    default: 'scim-recording.json',
    describe: 'The file to write; it must not be there yet',
    coerce: oneText,
  },
  'max-body': {
    type: 'string',
    requiresArg: true,
    default: '256KB',
    describe: 'A larger body goes by and is not recorded',
    coerce: oneText,
  },
  ...trustOptions,
} as const;

export type RecordArguments = InferredOptionTypes<typeof recordOptions>;
