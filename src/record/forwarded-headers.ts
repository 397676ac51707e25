/** Headers of one connection alone (RFC 9110 7.6.1), and what Node.js answers by itself. */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
]);

/**
 * The headers that are passed on, as they came.
 * @param raw name, value, name, value …
 * @param without more names, in lower case
 */
export function forwardedHeaders(raw: readonly string[], without: readonly string[] = []): string[] {
  const left = new Set([...hopByHop, ...without]);
  for (let at = 0; at < raw.length; at += 2) {
    if (raw[at]?.toLowerCase() !== 'connection') continue;
    for (const name of raw[at + 1]?.split(',') ?? []) left.add(name.trim().toLowerCase());
  }
  const kept: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const [name = '', value = ''] = raw.slice(at, at + 2);
    if (!left.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** By name in lower case; of those that came more than once, all. */
export function headersByName(raw: readonly string[]): { readonly [name: string]: string } {
  const found = new Map<string, string>();
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]?.toLowerCase() ?? '';
    const value = raw[at + 1] ?? '';
    found.set(name, found.has(name) ? `${found.get(name)}, ${value}` : value);
  }
  return Object.fromEntries(found);
}
