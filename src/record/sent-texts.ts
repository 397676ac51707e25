import type { JsonValue } from '../scim/index.js';
import { decode } from './anonymise.js';

/** What a client has sent so far, to tell its own values from those of the server. */
export interface SentTexts {
  add(value: JsonValue): void;
  has(text: string): boolean;
}

export function createSentTexts(): SentTexts {
  const texts = new Set<string>();
  const add = (value: JsonValue): void => {
    if (typeof value === 'string') {
      texts.add(value);
      // Literals of filters and paths.
      const decoded = value.startsWith('/') ? decode(value.replaceAll('+', ' ')) : value;
      for (const [, literal = ''] of decoded.matchAll(/"((?:[^"\\]|\\.)*)"/g)) texts.add(literal);
    } else if (typeof value === 'number') texts.add(String(value));
    else if (typeof value === 'object' && value !== null) {
      for (const each of Object.values(value)) add(each as JsonValue);
    }
  };
  return { add, has: (text) => texts.has(text) };
}
