/** A table in Markdown; all columns but the first two are aligned to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map((_, index) => (index < 2 ? '---' : '---:'))) + rows.map(line).join('');
}
