import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { CsvFault, lineAt } from './csv-fault.js';

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** A file's text as UTF-8 without byte order mark, and what it takes to write it back as it was. */
export interface DecodedFile {
  readonly bytes: Buffer;
  readonly encoding: Encoding;
  readonly bom: boolean;
}

const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16LE_BOM = Buffer.from([0xff, 0xfe]);
const UTF16BE_BOM = Buffer.from([0xfe, 0xff]);

/**
 * Decodes strictly: bytes that the encoding does not know are a fault, never replaced.
 * @param given the encoding set in the options; else it is found by the byte order mark or the place of zero bytes
 * @throws CsvFault
 */
export function decodeFile(file: string, raw: Buffer, given: Encoding | undefined): DecodedFile {
  const encoding = given ?? detectEncoding(raw);
  const mark = markOf(encoding);
  const bom = mark !== undefined && raw.subarray(0, mark.length).equals(mark);
  const body = bom && mark ? raw.subarray(mark.length) : raw;
  if (encoding === 'utf-8') {
    if (!isUtf8(body)) throw badUtf8(file, body, given);
    return { bytes: body, encoding, bom };
  }
  const text = iconv.decode(body, encoding, { stripBOM: false });
  if (!iconv.encode(text, encoding, { addBOM: false }).equals(body)) {
    throw new CsvFault(
      file,
      badLine(text, body, encoding),
      `The bytes are not ${encoding}; set "encoding" for the file.`,
    );
  }
  return { bytes: Buffer.from(text, 'utf8'), encoding, bom };
}

/** The bytes with which a file of this encoding begins. */
export function encodeMark(encoding: Encoding, bom: boolean): Buffer {
  return (bom && markOf(encoding)) || Buffer.alloc(0);
}

export function encodeText(text: string, encoding: Encoding): Buffer {
  return encoding === 'utf-8' ? Buffer.from(text, 'utf8') : iconv.encode(text, encoding, { addBOM: false });
}

/** Whether the encoding can hold the text without loss. */
export function canEncode(text: string, encoding: Encoding): boolean {
  if (/\p{Surrogate}/u.test(text)) return false;
  return encoding !== 'windows-1252' || iconv.decode(iconv.encode(text, encoding), encoding) === text;
}

function markOf(encoding: Encoding): Buffer | undefined {
  if (encoding === 'utf-8') return UTF8_BOM;
  if (encoding === 'utf-16le') return UTF16LE_BOM;
  return encoding === 'utf-16be' ? UTF16BE_BOM : undefined;
}

function detectEncoding(raw: Buffer): Encoding {
  const start = raw.subarray(0, 2);
  if (start.equals(UTF16LE_BOM)) return 'utf-16le';
  if (start.equals(UTF16BE_BOM)) return 'utf-16be';
  if (raw.length >= 2 && raw[0] !== 0 && raw[1] === 0) return 'utf-16le';
  if (raw.length >= 2 && raw[0] === 0 && raw[1] !== 0) return 'utf-16be';
  return 'utf-8';
}

function badUtf8(file: string, body: Buffer, given: Encoding | undefined): CsvFault {
  const hint = given
    ? 'the file is not in the encoding that its options name.'
    : 'if the file is in windows-1252, set "encoding": "windows-1252" for it.';
  let start = 0;
  while (start < body.length) {
    const found = body.indexOf(10, start);
    const end = found < 0 ? body.length : found + 1;
    if (!isUtf8(body.subarray(start, end))) break;
    start = end;
  }
  return new CsvFault(file, lineAt(body, start), `This line is not UTF-8; ${hint}`);
}

function badLine(text: string, body: Buffer, encoding: Encoding): number {
  const again = Buffer.from(iconv.encode(text, encoding, { addBOM: false }));
  let at = 0;
  while (at < body.length && again[at] === body[at]) at += 1;
  const before = Buffer.from(iconv.decode(body.subarray(0, at), encoding, { stripBOM: false }), 'utf8');
  return lineAt(before, before.length);
}
