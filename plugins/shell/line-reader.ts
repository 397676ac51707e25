import { TextDecoder } from 'node:util';

const LINE_FEED = 0x0a;

/** Cuts bytes into lines of text, none of which may be longer than `maxBytes`. Its errors are parts of a sentence. */
export class LineReader {
  readonly #maxBytes: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #begun: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that are complete with these bytes, without their ends; empty ones are left out. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#add(chunk.subarray(start, end));
      const line = this.#take().trim();
      if (line !== '') lines.push(line);
      start = end + 1;
    }
    this.#add(chunk.subarray(start));
    return lines;
  }

  #add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) throw new Error(`wrote a line of more than ${this.#maxBytes} bytes (maxOutput)`);
    if (part.length > 0) this.#begun.push(part);
  }

  #take(): string {
    const bytes = this.#begun.length === 1 ? (this.#begun[0] as Buffer) : Buffer.concat(this.#begun);
    this.#begun = [];
    this.#bytes = 0;
    try {
      return this.#decoder.decode(bytes);
    } catch {
      throw new Error('wrote a line that is not UTF-8');
    }
  }
}
