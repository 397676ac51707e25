import { crc32 } from 'node:zlib';

const QUOTE = 34;
const COMMA = 44;
/** Stands for a comma that is part of a value. */
const INNER_COMMA = 0x1f;

/**
 * Makes 32 bits of a row that are the same for the same cells, however they are quoted and delimited: the checksum of
 * the row as it would be with commas and without quotes.
 */
export class RowHasher {
  readonly #delimiter: number;
  #scratch = Buffer.alloc(4096);

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  hash(bytes: Buffer, start: number, end: number): number {
    if (this.#scratch.length < end - start) this.#scratch = Buffer.alloc((end - start) * 2);
    const scratch = this.#scratch;
    const delimiter = this.#delimiter;
    let length = 0;
    let quoted = false;
    for (let at = start; at < end; at++) {
      let byte = bytes[at] as number;
      if (byte === QUOTE) {
        if (!quoted || at + 1 >= end || bytes[at + 1] !== QUOTE) {
          quoted = !quoted;
          continue;
        }
        at += 1;
      } else if (byte === delimiter && !quoted) {
        byte = COMMA;
      } else if (byte === COMMA) {
        byte = INNER_COMMA;
      }
      scratch[length] = byte;
      length += 1;
    }
    return crc32(scratch.subarray(0, length));
  }
}
