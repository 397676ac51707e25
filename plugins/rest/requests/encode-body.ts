import { XMLBuilder } from 'fast-xml-parser';
import { InvalidValue } from 'scim-gateway/plugin';

/** How the body of a request is written. */
export type BodyFormat = 'json' | 'form' | 'xml';

export const contentTypes: { readonly [Format in BodyFormat]: string } = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml',
};

/** @throws InvalidValue where the format cannot hold a value */
export function encodeBody(body: unknown, format: BodyFormat): string {
  return encoders[format](body);
}

const encoders: { readonly [Format in BodyFormat]: (body: unknown) => string } = {
  json: (body) => JSON.stringify(body),
  form: encodeForm,
  xml: encodeXml,
};

/** A list becomes one field for each of its elements. */
function encodeForm(body: unknown): string {
  const form = new URLSearchParams();
  if (typeof body !== 'object' || body === null) throw new InvalidValue('A form holds fields only.');
  for (const [name, value] of Object.entries(body)) {
    for (const element of Array.isArray(value) ? value : [value]) {
      if (typeof element === 'object' && element !== null) {
        throw new InvalidValue(`${name}: this application takes plain values only.`);
      }
      form.append(name, element === null || element === undefined ? '' : String(element));
    }
  }
  return form.toString();
}

const xml = { ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true } as const;
const xmlName = /^(?:@?[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?|#text)$/;

/** Members whose names begin with `@` are attributes, `#text` is the text beside them; a list repeats its element. */
function encodeXml(body: unknown): string {
  refuseInXml(body);
  return `<?xml version="1.0" encoding="UTF-8"?>${new XMLBuilder(xml).build(body)}`;
}

function refuseInXml(value: unknown): void {
  if (typeof value === 'string') {
    if (hasNoXmlCharacter(value)) throw new InvalidValue('A value has a character that XML cannot hold.');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    if (!Array.isArray(value) && !xmlName.test(name))
      throw new InvalidValue(`"${name}" cannot be the name of an element.`);
    refuseInXml(part);
  }
}

/** XML 1.0 section 2.2. */
function hasNoXmlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return true;
    if (code === 0xfffe || code === 0xffff) return true;
  }
  return /[\uD800-\uDFFF]/u.test(text);
}
