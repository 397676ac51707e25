const escapes: { readonly [character: string]: string } = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };
const characters: { readonly [written: string]: string } = { '\\\\': '\\', '\\n': '\n', '\\r': '\r' };

/** A text as one line: what `printf %b` undoes. */
export function escapeText(text: string): string {
  return text.replace(/[\\\n\r]/g, (character) => escapes[character] ?? character);
}

export function unescapeText(text: string): string {
  return text.includes('\\') ? text.replace(/\\[\\nr]/g, (written) => characters[written] ?? written) : text;
}
