import type { InferredOptionTypes } from 'yargs';
import { credentialOptions, list, oneText, timeoutOption, trustOptions } from './client-options.js';
import { UsageError } from './usage-error.js';

/** Options of `verify`; those that may be given more than once are lists. */
export const verifyOptions = {
  config: {
    alias: 'c',
    type: 'string',
    requiresArg: true,
    describe: 'Start this config on a free port, and verify that',
    coerce: oneText,
  },
  demo: { type: 'boolean', describe: 'Verify the example people in memory' },
  connector: { type: 'string', requiresArg: true, describe: 'Which connector of the config', coerce: oneText },
  'scim-version': {
    type: 'string',
    requiresArg: true,
    choices: ['1.1', '2.0'],
    describe: 'Else the server says',
    coerce: oneText,
  },
  ...credentialOptions,
  suite: { type: 'string', requiresArg: true, describe: 'Only these suites: users,groups', coerce: words },
  only: {
    type: 'string',
    requiresArg: true,
    describe: 'Only these checks, by id or its beginning: patch.add',
    coerce: words,
  },
  skip: { type: 'string', requiresArg: true, describe: 'All but these checks', coerce: words },
  'read-only': { type: 'boolean', describe: 'Make nothing; run what needs nothing made' },
  baseline: {
    type: 'string',
    requiresArg: true,
    describe: 'An earlier JSON report: fail only on what got worse',
    coerce: oneText,
  },
  report: {
    type: 'string',
    requiresArg: true,
    describe: 'Write FILE.html, .json, .xml (JUnit), .tap or .md; may be repeated',
    coerce: list,
  },
  format: {
    type: 'string',
    requiresArg: true,
    choices: ['html', 'json', 'junit', 'tap', 'md'],
    describe: 'Of reports whose name does not say',
    coerce: oneText,
  },
  timeout: timeoutOption,
  rate: { type: 'number', requiresArg: true, describe: 'Most requests in a second', coerce: oneNumber },
  ...trustOptions,
  list: { type: 'boolean', describe: 'Only print the checks' },
} as const;

export type VerifyArguments = InferredOptionTypes<typeof verifyOptions> & { readonly url?: string | undefined };

function oneNumber(given: number | readonly number[]): number {
  const value = typeof given === 'number' ? given : (given.at(-1) ?? Number.NaN);
  if (!(value > 0)) throw new UsageError('--rate is a number above 0.');
  return value;
}

function words(given: string | readonly string[]): readonly string[] {
  const found = list(given)
    .flatMap((text) => text.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (found.length === 0) throw new UsageError('A list of suites or checks cannot be empty.');
  return found;
}
