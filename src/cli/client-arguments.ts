import { readFileSync } from 'node:fs';
import { interpolate } from '../config/index.js';
import { toMilliseconds } from '../plugin/index.js';
import type { CredentialArguments } from './client-options.js';
import { UsageError } from './usage-error.js';

/** The base URL of a SCIM server, without a slash at its end. @throws UsageError */
export function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`"${text}" is no URL of a SCIM server. It begins with https:// or http://.`);
  }
  if (url.username !== '') throw new UsageError('Credentials do not belong into the URL: give --basic USER:PASSWORD.');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** The headers that let the user in. @throws UsageError */
export function credentialsOf({ basic, bearer, header = [] }: CredentialArguments): {
  readonly [header: string]: string;
} {
  if (basic !== undefined && bearer !== undefined) throw new UsageError('Give --basic or --bearer, not both.');
  const headers: { [name: string]: string } = {};
  if (basic !== undefined) {
    const value = fromOutside(basic, '--basic');
    if (!value.includes(':')) throw new UsageError('--basic is a user name, a colon and a password.');
    headers.authorization = `Basic ${Buffer.from(value).toString('base64')}`;
  }
  if (bearer !== undefined) headers.authorization = `Bearer ${fromOutside(bearer, '--bearer')}`;
  for (const each of header) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+)=(.*)$/s.exec(each) ?? [];
    if (name === undefined || value === undefined) throw new UsageError('--header is a name, "=" and a value.');
    headers[name.toLowerCase()] = fromOutside(value, '--header');
  }
  return headers;
}

/** Secrets on a command line are seen by everybody on the machine, so they may stand elsewhere: `${env:NAME}`, `${file:PATH}`. */
function fromOutside(text: string, option: string): string {
  const { data, faults } = interpolate(text, process.env, process.cwd());
  if (faults[0] !== undefined) throw new UsageError(`${option}: ${faults[0].message}`);
  return String(data);
}

/** @throws UsageError */
export function readCa(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--ca: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const MAX_TIMEOUT_MS = 60 * 60_000;

/** Milliseconds. @throws UsageError */
export function timeoutOf(text: string): number {
  if (!/^\d+(\.\d+)?(ms|s|m)?$/.test(text)) throw new UsageError('--timeout is a duration, such as 500ms or 30s.');
  const ms = Math.ceil(/^[\d.]+$/.test(text) ? Number(text) : toMilliseconds(text));
  if (ms < 1 || ms > MAX_TIMEOUT_MS) throw new UsageError('--timeout is from 1ms to 60m.');
  return ms;
}
