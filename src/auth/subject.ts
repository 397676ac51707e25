/** One part of a subject: `CN=okta-agent`. */
export type SubjectPart = readonly [type: string, value: string];

/** A subject as RFC 4514 writes it: `CN=okta-agent,O=Example\, Inc.`; a comma within a value has a backslash before it. */
export function parseSubject(text: string): readonly SubjectPart[] {
  const parts = text.match(/(?:\\.|[^,\\])+/g) ?? [];
  return parts.map((part) => {
    const equals = part.indexOf('=');
    const value = part.slice(equals + 1).trim();
    return [part.slice(0, equals).trim().toUpperCase(), value.replace(/\\(.)/g, '$1')];
  });
}

/** Whether a certificate's subject holds all parts; it may hold more. */
export function isSubject(subject: { readonly [type: string]: unknown }, wanted: readonly SubjectPart[]): boolean {
  return wanted.every(([type, value]) => {
    const held = Object.hasOwn(subject, type) ? subject[type] : undefined;
    return [held].flat().includes(value);
  });
}
