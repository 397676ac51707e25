import type { SentRequest } from './exchange.js';

const MAX_BODY = 2_000;

/** The request as a line for a shell. Credentials are `$SCIM_AUTHORIZATION` and the like, for the reader to set. */
export function curlLine({ method, url, headers, body, secretHeaders }: SentRequest): string {
  const parts = ['curl', '-i'];
  if (method === 'HEAD') parts.push('--head');
  else if (method !== 'GET') parts.push('-X', method);
  for (const name of secretHeaders) parts.push('-H', `"${name}: $${variableOf(name)}"`);
  for (const [name, value] of Object.entries(headers)) parts.push('-H', quote(`${name}: ${value}`));
  if (body !== undefined)
    parts.push('--data-raw', quote(body.length > MAX_BODY ? `${body.slice(0, MAX_BODY)}…` : body));
  parts.push(quote(url));
  return parts.join(' ');
}

/** What a header of credentials is called where it is shown. */
export function variableOf(header: string): string {
  return `SCIM_${header.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
