import type { FieldValue, StoredRecord } from '../plugin/index.js';

/** A text made of fields: `{first_name} {last_name}`. */
export interface Template {
  readonly fields: readonly string[];
  /** The text for a record; undefined where all of its fields are empty. */
  readonly render: (record: StoredRecord) => string | undefined;
}

/** Reads a template: `{FIELD}` stands for the field, anything else for itself. Blanks around empty fields are dropped. */
export function parseTemplate(text: string): Template {
  const parts = text.split(/\{([^{}]+)\}/);
  const fields = parts.filter((_, index) => index % 2 === 1);
  return {
    fields,
    render(record) {
      let found = false;
      let result = '';
      for (let index = 0; index < parts.length; index++) {
        const part = parts[index] as string;
        if (index % 2 === 0) result += part;
        else {
          const value = textOf(Object.hasOwn(record, part) ? record[part] : undefined);
          if (value !== '') found = true;
          result += value;
        }
      }
      return found ? result.replace(/\s+/g, ' ').trim() : undefined;
    },
  };
}

function textOf(value: FieldValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
