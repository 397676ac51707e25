import { isUtf8 } from 'node:buffer';
import type { StoredRecord } from 'scim-gateway/plugin';
import type { RecordReader } from './record-reader.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** Tab, line feed, carriage return, space (RFC 8259 section 2). */
const blanks: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20]);

/** What may come next between two records. */
type Place = 'start' | 'anywhere' | 'firstElement' | 'element' | 'separator' | 'nothing';

/**
 * Reads JSON objects, one after the other (JSON Lines too) or as the elements of one array, and holds no more than the one
 * that is not complete yet. All that counts here are ASCII bytes, which are never part of another UTF-8 character.
 */
export class JsonReader implements RecordReader {
  #place: Place = 'start';
  /** Braces that are open; 0: between records. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  #begun: Buffer[] = [];
  #records = 0;

  push(chunk: Buffer): StoredRecord[] {
    const found: StoredRecord[] = [];
    let start = 0;
    let index = 0;
    while (index < chunk.length) {
      if (this.#depth === 0) {
        if (this.#between(chunk[index] as number)) start = index;
        index += 1;
        continue;
      }
      index = this.#skipInside(chunk, index);
      if (this.#depth > 0) continue;
      found.push(this.#parse([...this.#begun, chunk.subarray(start, index)]));
      this.#begun = [];
    }
    if (this.#depth > 0) this.#begun.push(chunk.subarray(start));
    return found;
  }

  end(): StoredRecord[] {
    const isOver = this.#depth === 0 && ['start', 'anywhere', 'nothing'].includes(this.#place);
    if (!isOver) throw new Error(`the JSON that it printed breaks off after ${this.#records} records`);
    return [];
  }

  /** Takes a byte between two records; true where it begins the next one. */
  #between(byte: number): boolean {
    if (blanks.has(byte)) return false;
    const place = this.#place;
    if (byte === OPEN && place !== 'separator' && place !== 'nothing') {
      this.#place = place === 'start' || place === 'anywhere' ? 'anywhere' : 'separator';
      this.#depth = 1;
      return true;
    }
    const next = nextPlace(place, byte);
    if (next === undefined) {
      throw new Error(`the JSON that it printed has "${String.fromCharCode(byte)}" after ${this.#records} records`);
    }
    this.#place = next;
    return false;
  }

  /** Goes on inside a record, to its end or that of the chunk. */
  #skipInside(chunk: Buffer, from: number): number {
    let index = from;
    while (index < chunk.length && this.#depth > 0) {
      const byte = chunk[index];
      index += 1;
      if (this.#escaped) this.#escaped = false;
      else if (this.#inString) {
        if (byte === QUOTE) this.#inString = false;
        else if (byte === BACKSLASH) this.#escaped = true;
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN) this.#depth += 1;
      else if (byte === CLOSE) this.#depth -= 1;
    }
    return index;
  }

  #parse(parts: readonly Buffer[]): StoredRecord {
    const bytes = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    this.#records += 1;
    if (!isUtf8(bytes)) throw new Error(`record ${this.#records} of what it printed is not UTF-8`);
    try {
      return JSON.parse(bytes.toString('utf8')) as StoredRecord;
    } catch {
      // The parser's own message quotes the record.
      throw new Error(`record ${this.#records} of what it printed is not JSON`);
    }
  }
}

function nextPlace(place: Place, byte: number): Place | undefined {
  if (place === 'start' && byte === OPEN_LIST) return 'firstElement';
  if (place === 'separator' && byte === COMMA) return 'element';
  if ((place === 'separator' || place === 'firstElement') && byte === CLOSE_LIST) return 'nothing';
  return undefined;
}
