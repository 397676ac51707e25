/**
 * The target of `rel="next"` in a Link header (RFC 8288).
 * @returns undefined where there is none: this is the last page
 */
export function nextLink(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  for (const [, target = '', parameters = ''] of header.matchAll(
    /<([^<>]*)>((?:\s*;\s*[^=;,\s]+(?:\s*=\s*(?:"[^"]*"|[^";,\s]*))?)*)/g,
  )) {
    const relation = /(?:^|;)\s*rel\s*=\s*(?:"([^"]*)"|([^";,\s]+))/i.exec(parameters);
    const relations = (relation?.[1] ?? relation?.[2] ?? '').toLowerCase().split(/\s+/);
    if (relations.includes('next')) return target;
  }
  return undefined;
}
