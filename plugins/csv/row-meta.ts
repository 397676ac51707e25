/** When a row was made and last changed (milliseconds since the epoch), how often, and what its file holds of it. */
export interface RowDates {
  readonly created: number;
  readonly modified: number;
  readonly revision: number;
}

/** {@link RowDates} of all rows of a table by slot, in typed arrays: 32 bytes a row. */
export class RowMeta {
  created: Float64Array;
  modified: Float64Array;
  keyHash: Float64Array;
  revision: Uint32Array;
  /** Hash of the row as the file on disk holds it. */
  fileHash: Uint32Array;

  constructor(capacity: number) {
    this.created = new Float64Array(capacity);
    this.modified = new Float64Array(capacity);
    this.keyHash = new Float64Array(capacity);
    this.revision = new Uint32Array(capacity);
    this.fileHash = new Uint32Array(capacity);
  }

  get capacity(): number {
    return this.created.length;
  }

  grow(capacity: number): void {
    this.created = copyInto(new Float64Array(capacity), this.created);
    this.modified = copyInto(new Float64Array(capacity), this.modified);
    this.keyHash = copyInto(new Float64Array(capacity), this.keyHash);
    this.revision = copyInto(new Uint32Array(capacity), this.revision);
    this.fileHash = copyInto(new Uint32Array(capacity), this.fileHash);
  }

  set(slot: number, dates: RowDates): void {
    this.created[slot] = dates.created;
    this.modified[slot] = dates.modified;
    this.revision[slot] = dates.revision;
  }

  get(slot: number): RowDates {
    return {
      created: this.created[slot] as number,
      modified: this.modified[slot] as number,
      revision: this.revision[slot] as number,
    };
  }

  touch(slot: number, time: number): void {
    this.modified[slot] = time;
    this.revision[slot] = (this.revision[slot] as number) + 1;
  }
}

function copyInto<Values extends Float64Array | Uint32Array>(target: Values, source: Values): Values {
  target.set(source);
  return target;
}

/** 53 bits of a key, to find its row in the sidecar. */
export function hashKey(key: string): number {
  let high = 0x811c9dc5;
  let low = 0x9dc5811c;
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b) ^ (low >>> 13);
  }
  return (high >>> 0) * 0x200000 + (low >>> 11);
}
