import type { FileHandle } from 'node:fs/promises';
import type { CsvDocument } from './csv-document.js';
import { writeAll } from './durable-files.js';
import { encodeMark, encodeText } from './encoding.js';

const FULL = 1 << 20;
/** Bytes that are encoded in one go. */
const PIECE = 1 << 18;

/** Collects a new version of a document in its own encoding, and writes it in large pieces. */
export class FileSink {
  readonly #handle: FileHandle;
  readonly #document: CsvDocument;
  #waiting: (Uint8Array | readonly [start: number, end: number])[] = [];
  #size = 0;

  constructor(handle: FileHandle, document: CsvDocument) {
    this.#handle = handle;
    this.#document = document;
  }

  get isFull(): boolean {
    return this.#size >= FULL;
  }

  /** The byte order mark, where the document has one. */
  mark(): void {
    this.#add(encodeMark(this.#document.encoding, this.#document.bom));
  }

  text(text: string): void {
    if (text !== '') this.#add(encodeText(text, this.#document.encoding));
  }

  /** A part of the document as it is. */
  copy(start: number, end: number): void {
    if (end <= start) return;
    this.#waiting.push([start, end]);
    this.#size += end - start;
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#size = 0;
    let small: Uint8Array[] = [];
    for (const part of waiting) {
      if (part instanceof Uint8Array) {
        small.push(part);
        continue;
      }
      await this.#write(small);
      small = [];
      await this.#copy(...part);
    }
    await this.#write(small);
  }

  async #copy(start: number, end: number): Promise<void> {
    const { bytes, encoding } = this.#document;
    if (encoding === 'utf-8') return writeAll(this.#handle, bytes.subarray(start, end));
    for (let at = start; at < end; ) {
      let next = Math.min(end, at + PIECE);
      // Not in the middle of a character.
      while (next < end && ((bytes[next] as number) & 0xc0) === 0x80) next += 1;
      await writeAll(this.#handle, encodeText(bytes.toString('utf8', at, next), encoding));
      at = next;
    }
  }

  async #write(parts: readonly Uint8Array[]): Promise<void> {
    if (parts.length > 0)
      await writeAll(this.#handle, parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts));
  }

  #add(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#size += bytes.length;
  }
}
