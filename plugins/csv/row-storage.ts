import type { CsvDocument } from './csv-document.js';

const BLOCK = 1024;

/** The text of a row that is only made when it is asked for. */
export const LAZY = Symbol('a row whose text is made when it is asked for');
type Text = string | typeof LAZY;

/** What a checkpoint writes: the rows as they were at one moment. */
export interface Snapshot {
  readonly slots: number;
  readonly live: Uint8Array;
  /** The texts of the rows that differ from the document. */
  readonly texts: Map<number, Text>;
}

/**
 * The rows of a table by slot: the document's own rows stay in its bytes, changed and added ones are kept as text. A
 * slot never moves, so slot order is file order, and a removed row leaves its slot empty.
 */
export class RowStorage {
  readonly document: CsvDocument;
  readonly #render: (slot: number) => string;
  #starts: Uint32Array;
  #ends: Uint32Array;
  /** How many slots are the document's. */
  #base = 0;
  #slots = 0;
  #live: Uint8Array;
  #blocks: Uint32Array;
  #size = 0;
  #texts = new Map<number, Text>();
  #snapshot: Snapshot | undefined;

  /** @param render makes the text of a row that was put as {@link LAZY} */
  constructor(document: CsvDocument, render: (slot: number) => string) {
    this.document = document;
    this.#render = render;
    const guess = Math.ceil(document.length / 64) + 16;
    this.#starts = new Uint32Array(guess);
    this.#ends = new Uint32Array(guess);
    this.#live = new Uint8Array(guess);
    this.#blocks = new Uint32Array(Math.ceil(guess / BLOCK) + 1);
  }

  /** Number of rows. */
  get size(): number {
    return this.#size;
  }

  get slots(): number {
    return this.#slots;
  }

  get capacity(): number {
    return this.#live.length;
  }

  /** Adds a row of the document; only while loading. */
  addFromDocument(start: number, end: number): number {
    const slot = this.#addSlot();
    if (slot >= this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#ends = grown(this.#ends);
    }
    this.#starts[slot] = start;
    this.#ends[slot] = end;
    this.#base = slot + 1;
    return slot;
  }

  /** Gives memory back that loading took in advance. */
  loaded(): void {
    this.#starts = this.#starts.slice(0, this.#base);
    this.#ends = this.#ends.slice(0, this.#base);
  }

  append(text: string): number {
    const slot = this.#addSlot();
    this.#texts.set(slot, text);
    return slot;
  }

  remove(slot: number): void {
    this.#live[slot] = 0;
    this.#blocks[Math.floor(slot / BLOCK)] = (this.#blocks[Math.floor(slot / BLOCK)] as number) - 1;
    this.#size -= 1;
  }

  isLive(slot: number): boolean {
    return this.#live[slot] === 1;
  }

  setText(slot: number, text: Text): void {
    this.#texts.set(slot, text);
  }

  /** To be called before the data behind a {@link LAZY} text changes: a snapshot must not see the change. */
  settle(slot: number): void {
    if (this.#snapshot?.texts.get(slot) === LAZY) this.#snapshot.texts.set(slot, this.#render(slot));
  }

  /** The row's text as it is now, without line end. */
  text(slot: number): string {
    return this.#textIn(this.#texts, slot) ?? this.#textIn(this.#snapshot?.texts, slot) ?? this.#documentText(slot);
  }

  /** The row's text in the snapshot; undefined where the document's own bytes are it. */
  snapshotText(snapshot: Snapshot, slot: number): string | undefined {
    return this.#textIn(snapshot.texts, slot);
  }

  /** Characters, about, that {@link text} would return. */
  textLength(slot: number): number {
    const text = this.#texts.get(slot) ?? this.#snapshot?.texts.get(slot);
    if (typeof text === 'string') return text.length;
    return slot < this.#base ? (this.#ends[slot] as number) - (this.#starts[slot] as number) : 0;
  }

  /** Where the document holds the row of a slot and what follows it up to the next row; undefined for an added row. */
  place(slot: number): { readonly start: number; readonly end: number; readonly next: number } | undefined {
    if (slot >= this.#base) return undefined;
    return {
      start: this.#starts[slot] as number,
      end: this.#ends[slot] as number,
      next: slot + 1 < this.#base ? (this.#starts[slot + 1] as number) : this.document.length,
    };
  }

  /** The slot of the first row from `slot` on; undefined: none. */
  nextLive(slot: number): number | undefined {
    for (let at = slot; at < this.#slots; at++) {
      if (this.#live[at] === 1) return at;
      if (at % BLOCK === 0) while (this.#blocks[at / BLOCK] === 0 && at + BLOCK < this.#slots) at += BLOCK;
      if (this.#live[at] === 1) return at;
    }
    return undefined;
  }

  /** The slot of the row at this place in file order, from 0. */
  nth(offset: number): number | undefined {
    if (offset >= this.#size) return undefined;
    let left = offset;
    let block = 0;
    while (left >= (this.#blocks[block] as number)) {
      left -= this.#blocks[block] as number;
      block += 1;
    }
    let slot = block * BLOCK;
    for (; ; slot++) {
      if (this.#live[slot] !== 1) continue;
      if (left === 0) return slot;
      left -= 1;
    }
  }

  /** Holds the rows as they are now, at the cost of one byte a row, until {@link release}. */
  snapshot(): Snapshot {
    this.#snapshot = { slots: this.#slots, live: this.#live.slice(0, this.#slots), texts: this.#texts };
    this.#texts = new Map();
    return this.#snapshot;
  }

  release(): void {
    if (!this.#snapshot) return;
    const { texts } = this.#snapshot;
    for (const [slot, text] of this.#texts) texts.set(slot, text);
    this.#texts = texts;
    this.#snapshot = undefined;
  }

  #textIn(texts: Map<number, Text> | undefined, slot: number): string | undefined {
    const text = texts?.get(slot);
    if (text !== LAZY) return text;
    const rendered = this.#render(slot);
    texts?.set(slot, rendered);
    return rendered;
  }

  #documentText(slot: number): string {
    return this.document.bytes.toString('utf8', this.#starts[slot], this.#ends[slot]);
  }

  #addSlot(): number {
    const slot = this.#slots;
    if (slot >= this.#live.length) {
      const bigger = new Uint8Array(this.#live.length * 2);
      bigger.set(this.#live);
      this.#live = bigger;
      this.#blocks = grown(this.#blocks);
    }
    this.#live[slot] = 1;
    const block = Math.floor(slot / BLOCK);
    this.#blocks[block] = (this.#blocks[block] as number) + 1;
    this.#slots += 1;
    this.#size += 1;
    return slot;
  }
}

function grown(values: Uint32Array): Uint32Array {
  const bigger = new Uint32Array(values.length * 2);
  bigger.set(values);
  return bigger;
}
