import type { StoredRecord } from 'scim-gateway/plugin';

/** Makes records of bytes as they come. Its errors are parts of a sentence: "… where the command is named". */
export interface RecordReader {
  /** The records that are complete with these bytes. */
  push(chunk: Buffer): StoredRecord[];
  /** Those that the end completes. */
  end(): StoredRecord[];
}
