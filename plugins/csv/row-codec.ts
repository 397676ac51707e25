/** Splits one row's text into its cells as they are written, quotes included. The text must be a well-formed row. */
export function splitRow(text: string, delimiter: string): string[] {
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  let start = 0;
  while (true) {
    let end: number;
    if (text.charCodeAt(start) === 34) {
      end = start + 1;
      while (true) {
        end = text.indexOf('"', end) + 1;
        if (end === 0) throw new Error('A row that was read as well-formed is not.');
        if (text.charCodeAt(end) !== 34) break;
        end += 1;
      }
    } else {
      end = text.indexOf(delimiter, start);
      if (end < 0) end = text.length;
    }
    cells.push(text.slice(start, end));
    if (end >= text.length) return cells;
    start = end + 1;
  }
}

/** The value of a cell as it is written. */
export function decodeCell(raw: string): string {
  if (raw.charCodeAt(0) !== 34) return raw;
  const inner = raw.slice(1, -1);
  return inner.includes('"') ? inner.replaceAll('""', '"') : inner;
}

/** Writes a value as a cell, in quotes where RFC 4180 needs them or where the column's habit is to have them. */
export function encodeCell(
  value: string,
  delimiter: string,
  habit: { readonly filled: boolean; readonly empty: boolean } | undefined,
): string {
  if (value === '') return habit?.empty ? '""' : '';
  const needed = value.includes('"') || value.includes(delimiter) || value.includes('\n') || value.includes('\r');
  return needed || habit?.filled ? `"${value.replaceAll('"', '""')}"` : value;
}
