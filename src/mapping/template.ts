import type { FieldValue, StoredRecord } from '../plugin/index.js';
import { createFieldReader } from './field-reader.js';

/** A text made of fields: `{first_name} {last_name}`. */
export interface Template {
  readonly fields: readonly string[];
  /** The text for a record; undefined where all of its fields are empty. */
  readonly render: (record: StoredRecord) => string | undefined;
}

/** The same text for every record. */
export function constantTemplate(text: string): Template {
  return { fields: [], render: () => text };
}

/** Reads a template: `{FIELD}` stands for the field, anything else for itself. Blanks around empty fields are dropped. */
export function parseTemplate(text: string): Template {
  const parts = text.split(/\{([^{}]+)\}/);
  const fields = parts.filter((_, index) => index % 2 === 1);
  const readers = fields.map(createFieldReader);
  return {
    fields,
    render(record) {
      let result = parts[0] as string;
      let found = false;
      for (let index = 0; index < readers.length; index++) {
        const value = textOf(readers[index]?.(record));
        if (value !== '') found = true;
        result += value + parts[2 * index + 2];
      }
      return found ? withSingleBlanks(result) : undefined;
    },
  };
}

const BLANK = 0x20;
const LAST_PLAIN = 0x7e;

/** Whether a blank stands where none should; true as well where a character would have to be looked at more closely. */
function maySpareBlanks(text: string): boolean {
  let afterBlank = true;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < BLANK || (code > LAST_PLAIN && code <= 0xa0) || code >= 0x1680) return true;
    if (code === BLANK && afterBlank) return true;
    afterBlank = code === BLANK;
  }
  return afterBlank;
}

function withSingleBlanks(text: string): string | undefined {
  const result = maySpareBlanks(text) ? text.replace(/\s+/g, ' ').trim() : text;
  return result === '' ? undefined : result;
}

function textOf(value: FieldValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
