import { InvalidValue } from 'scim-gateway/plugin';

type Headers = { readonly [name: string]: string };

const safe = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What belongs to a connection and not to a request, or is counted by who sends it (RFC 9110 section 7.6.1). */
const ofTheConnection = new Set(
  'connection,content-length,expect,host,keep-alive,proxy-authorization,te,trailer,transfer-encoding,upgrade'.split(
    ',',
  ),
);

/**
 * Headers of every request: those of the options, and what the gateway says by itself.
 * @throws Error a sentence for the operator
 */
export function standingHeaders(configured: Headers): Headers {
  for (const name of Object.keys(configured)) {
    if (ofTheConnection.has(name.toLowerCase()))
      throw new Error(`"headers" cannot set "${name}": the gateway does that.`);
  }
  checkConfigured(configured, 'headers');
  return withHeaders({ 'accept-encoding': 'gzip', 'user-agent': 'scim-gateway' }, configured);
}

/** @throws Error a sentence for the operator, where a value of the setting cannot stand in a header; it is not shown */
export function checkConfigured(headers: Headers, setting: string): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!safe.test(value)) throw new Error(`The value for "${name}" in "${setting}" cannot stand in a header.`);
  }
}

/**
 * Headers with others beside or instead of them, names in lower case.
 * @throws InvalidValue a value would end its header and begin another
 */
export function withHeaders(headers: Headers, others: Headers): Headers {
  const result: { [name: string]: string } = { ...headers };
  for (const name in others) {
    const value = others[name] ?? '';
    if (!safe.test(value)) {
      throw new InvalidValue('A value holds characters that cannot stand in a header of a request to the application.');
    }
    result[name.toLowerCase()] = value;
  }
  return result;
}
