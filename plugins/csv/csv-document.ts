import { open } from 'node:fs/promises';
import { CsvFault } from './csv-fault.js';
import { checkHeader, type Dialect, detectDelimiter, detectNewline, detectQuoting } from './dialect.js';
import { decodeFile, type Encoding } from './encoding.js';
import { type FileStamp, readStamp, sameStamp } from './file-stamp.js';
import { RowReader } from './read-rows.js';
import { splitRow } from './row-codec.js';

const SAMPLE_ROWS = 1000;
const LF = 10;

/** How the options say to read a file; what is absent is detected. */
export interface FileFormat {
  readonly delimiter?: string;
  readonly encoding?: Encoding;
}

/** One state of a CSV file in memory: its text as UTF-8, and how it is written. */
export interface CsvDocument {
  /** As people name it: in messages. */
  readonly label: string;
  readonly stamp: FileStamp;
  /** The text, with one LF more behind `length`. */
  readonly bytes: Buffer;
  readonly length: number;
  readonly encoding: Encoding;
  readonly bom: boolean;
  readonly dialect: Dialect;
  readonly columns: readonly string[];
  /** The header's text without its line end. */
  readonly header: string;
  /** Where the header's text ends. */
  readonly headerEnd: number;
  /** Where reading the rows begins. */
  readonly body: number;
  readonly finalNewline: boolean;
}

/**
 * Reads a whole file into memory.
 * @throws CsvFault where it is missing, empty, changes while it is read, or is in another encoding
 */
export async function readDocument(path: string, label: string, format: FileFormat): Promise<CsvDocument> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new CsvFault(
      label,
      1,
      error.code === 'ENOENT' ? 'There is no such file.' : `It cannot be read: ${error.message}`,
    );
  });
  try {
    const stamp = (await readStamp(handle)) as FileStamp;
    const size = Number(stamp.size);
    const raw = Buffer.allocUnsafeSlow(size + 1);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await handle.read(raw, at, Math.min(size - at, 1 << 24), at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    if (at < size || !sameStamp(stamp, await readStamp(handle))) {
      throw new CsvFault(label, 1, 'The file is being changed while it is read.');
    }
    return parseDocument(label, raw.subarray(0, size), format, stamp);
  } finally {
    await handle.close();
  }
}

/** @throws CsvFault */
export function parseDocument(label: string, raw: Buffer, format: FileFormat, stamp: FileStamp): CsvDocument {
  const { bytes: text, encoding, bom } = decodeFile(label, raw, format.encoding);
  const length = text.length;
  const bytes = withSentinel(text);
  const delimiter = format.delimiter ?? detectDelimiter(text);
  const header = new RowReader(label, bytes, length, { delimiter });
  if (!header.next()) throw new CsvFault(label, 1, 'The file is empty; its first line must name the columns.');
  const columns = Array.from({ length: header.count }, (_, column) => header.value(column));
  checkHeader(label, bytes, columns);
  const headerEnd = header.end;
  const body = header.position;
  const last = bytes[length - 1];
  return {
    label,
    stamp,
    bytes,
    length,
    encoding,
    bom,
    dialect: {
      delimiter,
      newline: detectNewline(bytes, headerEnd),
      quoting: detectQuoting(columns.length, sample(label, bytes, length, delimiter, columns.length, body)),
    },
    columns,
    header: bytes.toString('utf8', header.start, headerEnd),
    headerEnd,
    body,
    finalNewline: last === LF || last === 13,
  };
}

/** {@link readDocument} leaves exactly one byte behind the text; any other buffer's end may belong to somebody else. */
function withSentinel(text: Buffer): Buffer {
  const room = text.byteOffset + text.length === text.buffer.byteLength - 1;
  const bytes = room
    ? Buffer.from(text.buffer, text.byteOffset, text.length + 1)
    : Buffer.concat([text, Buffer.alloc(1)], text.length + 1);
  bytes[text.length] = LF;
  return bytes;
}

function* sample(
  label: string,
  bytes: Buffer,
  length: number,
  delimiter: string,
  columns: number,
  position: number,
): Generator<string[]> {
  const reader = new RowReader(label, bytes, length, { delimiter, columns, position });
  for (let rows = 0; rows < SAMPLE_ROWS && reader.next(); rows++) {
    yield splitRow(bytes.toString('utf8', reader.start, reader.end), delimiter);
  }
}
