import type { InferredOptionTypes } from 'yargs';

/** How a command that is a SCIM client gets in. */
export const credentialOptions = {
  basic: { type: 'string', requiresArg: true, describe: 'USER:PASSWORD', coerce: oneText },
  bearer: { type: 'string', requiresArg: true, describe: 'A token', coerce: oneText },
  header: {
    type: 'string',
    requiresArg: true,
    describe: 'NAME=VALUE, for every request; may be repeated',
    coerce: list,
  },
} as const;

/** Whom it trusts. */
export const trustOptions = {
  ca: { type: 'string', requiresArg: true, describe: 'A PEM file of authorities to trust', coerce: oneText },
  insecure: { type: 'boolean', describe: 'Take any certificate' },
} as const;

export const timeoutOption = {
  type: 'string',
  requiresArg: true,
  default: '30s',
  describe: 'For each answer',
  coerce: oneText,
} as const;

export type CredentialArguments = InferredOptionTypes<typeof credentialOptions>;

/** Of an option that means one thing, the last counts. */
export function oneText(given: string | readonly string[]): string {
  return typeof given === 'string' ? given : (given.at(-1) ?? '');
}

export function list(given: string | readonly string[]): readonly string[] {
  return typeof given === 'string' ? [given] : given;
}
