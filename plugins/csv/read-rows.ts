import { CsvFault, lineAt } from './csv-fault.js';
import { RowHasher } from './hash-row.js';

const QUOTE = 34;
const LF = 10;
const CR = 13;

/**
 * The strict reader: goes through a file's bytes (UTF-8, with one LF more behind the end) row by row and names the line
 * of whatever is wrong. RFC 4180, and: any of the line ends LF, CRLF and CR; empty lines are passed over.
 */
export class RowReader {
  /** Where the cells of the current row begin; one more entry says where the row ends, plus 1. */
  readonly cells: Uint32Array;
  /** Where the current row's text begins and ends. */
  start = 0;
  end = 0;
  /** Where to go on reading. */
  position: number;
  /** Number of cells of the current row. */
  count = 0;
  readonly #file: string;
  readonly #bytes: Buffer;
  readonly #length: number;
  readonly #delimiter: number;
  readonly #hasher: RowHasher;
  readonly #stops = new Uint8Array(256);
  readonly #columns: number | undefined;

  /**
   * @param bytes the file's text, with a LF behind `length`
   * @param columns how many cells each row must have; undefined for the header
   */
  constructor(
    file: string,
    bytes: Buffer,
    length: number,
    options: { readonly delimiter: string; readonly columns?: number; readonly position?: number },
  ) {
    this.#file = file;
    this.#bytes = bytes;
    this.#length = length;
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#columns = options.columns;
    this.#hasher = new RowHasher(options.delimiter);
    this.position = options.position ?? 0;
    this.cells = new Uint32Array((options.columns ?? 65_536) + 1);
    for (const stop of [this.#delimiter, QUOTE, LF, CR, 0]) this.#stops[stop] = 1;
  }

  /**
   * Reads the next row. false: there is none.
   * @throws CsvFault
   */
  next(): boolean {
    const bytes = this.#bytes;
    let at = this.position;
    while (at < this.#length && (bytes[at] === LF || bytes[at] === CR)) at += 1;
    if (at >= this.#length) {
      this.position = this.#length;
      return false;
    }
    const cells = this.cells;
    const stops = this.#stops;
    const delimiter = this.#delimiter;
    let count = 0;
    this.start = at;
    cells[0] = at;
    while (true) {
      if (bytes[at] === QUOTE) at = this.#afterQuoted(at);
      else while (stops[bytes[at] as number] === 0) at += 1;
      const byte = bytes[at];
      if (byte === delimiter) {
        count += 1;
        at += 1;
        if (count >= cells.length - 1) throw this.#ragged(at, count + 1);
        cells[count] = at;
      } else if (byte === LF || byte === CR) {
        break;
      } else if (byte === QUOTE) {
        throw this.#fault(
          at,
          'A quote stands inside a cell that does not begin with one; put the cell in quotes and double the quote.',
        );
      } else {
        throw this.#fault(
          at,
          'The line holds a zero byte: the file is damaged, or in another encoding (set "encoding").',
        );
      }
    }
    count += 1;
    cells[count] = at + 1;
    this.count = count;
    this.end = at;
    if (this.#columns !== undefined && count !== this.#columns) throw this.#ragged(at, count);
    this.position = at >= this.#length ? this.#length : bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
    return true;
  }

  /** The value of a cell of the current row. */
  value(column: number): string {
    const start = this.cells[column] as number;
    const end = (this.cells[column + 1] as number) - 1;
    if (this.#bytes[start] !== QUOTE) return this.#bytes.toString('utf8', start, end);
    return this.#bytes.toString('utf8', start + 1, end - 1).replaceAll('""', '"');
  }

  /** Whether no cell of the current row holds anything. */
  get isBlank(): boolean {
    for (let at = this.start; at < this.end; at++) {
      const byte = this.#bytes[at];
      if (byte !== this.#delimiter && byte !== QUOTE) return false;
    }
    return true;
  }

  /** A number that is the same for the same cells, however they are quoted and delimited: 32 bits. */
  hash(): number {
    return this.#hasher.hash(this.#bytes, this.start, this.end);
  }

  #afterQuoted(open: number): number {
    const bytes = this.#bytes;
    let at = open + 1;
    while (true) {
      while (bytes[at] !== QUOTE && at < this.#length) {
        if (bytes[at] === 0) throw this.#fault(at, 'The line holds a zero byte: the file is damaged.');
        at += 1;
      }
      if (at >= this.#length) throw this.#fault(open, 'The quote that opens here is never closed.');
      at += 1;
      if (bytes[at] !== QUOTE || at >= this.#length) break;
      at += 1;
    }
    const byte = bytes[at];
    if (byte !== this.#delimiter && byte !== LF && byte !== CR) {
      throw this.#fault(at, 'Text follows the closing quote of a cell; a quote inside a quoted cell must be doubled.');
    }
    return at;
  }

  #ragged(at: number, count: number): CsvFault {
    if (this.#columns === undefined) return this.#fault(at, 'The header has more than 65,535 columns.');
    const found = count > this.#columns ? `more than ${this.#columns}` : String(count);
    return this.#fault(this.start, `The row has ${found} cells where the header has ${this.#columns}.`);
  }

  #fault(at: number, message: string): CsvFault {
    return new CsvFault(this.#file, lineAt(this.#bytes, at), message);
  }
}
