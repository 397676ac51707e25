import type { InferredOptionTypes } from 'yargs';
import type { ConfigArguments } from './config-options.js';

/** Options of `start` alone. */
export const startOptions = {
  'dev-tls': {
    type: 'boolean',
    describe: 'HTTPS with a certificate for this machine, made and kept in your home folder',
  },
} as const;

export type StartArguments = ConfigArguments & InferredOptionTypes<typeof startOptions>;
