/** A CSV file that cannot be taken as it is; the message begins with file:line. */
export class CsvFault extends Error {
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
    this.name = 'CsvFault';
    this.file = file;
    this.line = line;
  }
}

const LF = 10;
const CR = 13;

/** The number of the line, from 1, on which the byte at `offset` stands. Only for messages: it counts from the start. */
export function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = 0; at < offset; at++) {
    const byte = bytes[at];
    if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) line += 1;
  }
  return line;
}
