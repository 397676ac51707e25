import type { FieldValue, StoredRecord } from '../plugin/index.js';
import { createFieldReader } from './field-reader.js';
import { splitText } from './split-text.js';

/** A text made of fields: `{first_name} {last_name}`. */
export interface Template {
  readonly fields: readonly string[];
  /** The text for a record; undefined where all of its fields are empty. */
  readonly render: (record: StoredRecord) => string | undefined;
  /** The fields of a text, the other way round; undefined where the text can be taken apart in no way, or in several. */
  readonly split: (text: string) => { readonly [field: string]: string } | undefined;
  /** The template without the names of its fields: `… …`. */
  readonly form: string;
}

/** The same text for every record. */
export function constantTemplate(text: string): Template {
  return { fields: [], render: () => text, split: () => undefined, form: text };
}

/** Reads a template: `{FIELD}` stands for the field, anything else for itself. Blanks around empty fields are dropped. */
export function parseTemplate(text: string): Template {
  const parts = text.split(/\{([^{}]+)\}/);
  const fields = parts.filter((_, index) => index % 2 === 1);
  const readers = fields.map(createFieldReader);
  const fixed = parts.filter((_, index) => index % 2 === 0);
  const template: Template = {
    fields,
    form: fixed.join('…'),
    split(value) {
      const values = splitText(value, fixed);
      const split = values && Object.fromEntries(fields.map((field, index) => [field, values[index] ?? '']));
      return split && template.render(split) === value ? split : undefined;
    },
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
  return template;
}

/** Why texts of this template could never be taken apart, in a sentence. */
export function splitProblem(text: string): string | undefined {
  const parts = text.split(/\{([^{}]+)\}/);
  const fields = parts.filter((_, index) => index % 2 === 1);
  if (new Set(fields).size < fields.length) return 'To be taken apart, a template can name each field only once.';
  const together = parts.slice(2, -2).some((part, index) => index % 2 === 0 && part === '');
  return together ? 'To be taken apart, a template needs a text between its fields.' : undefined;
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
