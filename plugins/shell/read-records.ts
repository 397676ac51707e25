import type { StoredRecord } from 'scim-gateway/plugin';
import { PairsReader } from './pairs.js';
import type { RecordReader } from './record-reader.js';
import { JsonReader } from './split-json.js';

export type OutputForm = 'auto' | 'json' | 'pairs';

/** A reader for what a command prints, with or without a byte order mark. */
export function createRecordReader(form: OutputForm): RecordReader {
  return new FormReader(form);
}

/** Waits for the first character, which tells the form. */
class FormReader implements RecordReader {
  readonly #form: OutputForm;
  #reader: RecordReader | undefined;
  #head: Buffer = Buffer.alloc(0);

  constructor(form: OutputForm) {
    this.#form = form;
  }

  push(chunk: Buffer): StoredRecord[] {
    if (this.#reader) return this.#reader.push(chunk);
    this.#head = Buffer.concat([this.#head, chunk]);
    const head = this.#head.toString('latin1');
    const start = /^(\xef\xbb\xbf)?[\t\n\r ]*/.exec(head)?.[0].length ?? 0;
    // A byte order mark may not be whole yet.
    if (start === 0 && 'ï»¿'.startsWith(head)) return [];
    if (start === head.length) {
      this.#head = Buffer.alloc(0);
      return [];
    }
    const isJson = this.#form === 'json' || (this.#form === 'auto' && /[[{]/.test(head.charAt(start)));
    this.#reader = isJson ? new JsonReader() : new PairsReader();
    return this.#reader.push(this.#head.subarray(start));
  }

  end(): StoredRecord[] {
    return this.#reader?.end() ?? [];
  }
}
