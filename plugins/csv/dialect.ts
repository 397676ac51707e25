import { CsvFault, lineAt } from './csv-fault.js';

/** How a file writes its rows. */
export interface Dialect {
  readonly delimiter: string;
  /** What ends the header, and so the rows that are added. */
  readonly newline: string;
  /** By column: whether every cell that was looked at stands in quotes, the empty ones and the others. */
  readonly quoting: readonly { readonly filled: boolean; readonly empty: boolean }[];
}

const QUOTE = 34;
const LF = 10;
const CR = 13;
const candidates = [',', ';', '\t', '|'];

/** The delimiter that stands most often in the header, outside quotes; a comma where there is none. */
export function detectDelimiter(bytes: Buffer): string {
  const counts = candidates.map(() => 0);
  let quoted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === LF || byte === CR) break;
    else {
      const which = candidates.findIndex((candidate) => candidate.charCodeAt(0) === byte);
      if (which >= 0) counts[which] = (counts[which] ?? 0) + 1;
    }
  }
  const most = Math.max(...counts);
  return candidates[counts.indexOf(most)] ?? ',';
}

/** @param end where the header's text ends */
export function detectNewline(bytes: Buffer, end: number): string {
  if (bytes[end] === CR) return bytes[end + 1] === LF ? '\r\n' : '\r';
  return '\n';
}

/** Learns a file's quoting from the raw cells of some of its rows. */
export function detectQuoting(columns: number, rows: Iterable<readonly string[]>): Dialect['quoting'] {
  const seen = Array.from({ length: columns }, () => ({ filled: 0, filledQuoted: 0, empty: 0, emptyQuoted: 0 }));
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      const counts = seen[column];
      if (!counts) continue;
      const quoted = cell.startsWith('"') ? 1 : 0;
      if (cell === '' || cell === '""') {
        counts.empty += 1;
        counts.emptyQuoted += quoted;
      } else {
        counts.filled += 1;
        counts.filledQuoted += quoted;
      }
    }
  }
  return seen.map(({ filled, filledQuoted, empty, emptyQuoted }) => ({
    filled: filled > 0 && filled === filledQuoted,
    empty: empty > 0 ? empty === emptyQuoted : false,
  }));
}

/** @throws CsvFault for a header that cannot name the columns */
export function checkHeader(file: string, bytes: Buffer, header: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== '' && seen.has(name)) {
      throw new CsvFault(file, lineAt(bytes, 0), `The header names the column "${name}" twice; rename one of them.`);
    }
    seen.add(name);
  }
}
