import type { FilterStory, RecordStory, ResourceStory } from '../mapping/index.js';

/** What `map record` says. */
export function recordText({ resource, attributes, unread }: RecordStory): string {
  const rows = attributes.map(({ attribute, rule, stored, value, why }) => {
    const held = Object.entries(stored).map(([field, content]) => `${field}: ${short(content)}`);
    const source = held.length === 0 ? 'empty' : held.join(', ');
    return [
      attribute,
      value === undefined ? '-' : short(value),
      `<- ${rule} [${source}]${why === undefined ? '' : `: ${why}`}`,
    ];
  });
  return paragraphs([
    table('The resource, by attribute', rows),
    ...(unread.length > 0 ? [`Fields that no rule reads: ${unread.join(', ')}`] : []),
    `The resource\n${json(resource)}`,
  ]);
}

/** What `map resource` says. */
export function resourceText({ record, fields, dropped, change }: ResourceStory): string {
  const rows = fields.map(({ field, value, attributes }) => [
    field,
    short(value),
    attributes.length > 0 ? `<- ${attributes.join(', ')}` : '',
  ]);
  return paragraphs([
    table('The record, by field', rows),
    ...(dropped.length > 0
      ? [
          table(
            'What does not come back as it is',
            dropped.map(({ path, value, why }) => [path, short(value), why]),
          ),
        ]
      : []),
    `The record of a new resource\n${json(record)}`,
    ...(change === undefined
      ? []
      : [`What a PUT changes of what is stored\n${change === null ? 'nothing' : json(change)}`]),
  ]);
}

/** What `map filter` says. */
export function filterText({ filter, fields, finished, system }: FilterStory): string {
  return paragraphs([
    `The filter\n  ${filter}`,
    `What goes to the application\n  ${fields ?? 'nothing: all records are asked for'}`,
    `What the gateway looks at itself, in each record that comes back\n${finished.length === 0 ? '  nothing' : finished.map((part) => `  ${part}`).join('\n')}`,
    ...(system ? [`How the application is asked\n${system.map((line) => `  ${line}`).join('\n')}`] : []),
  ]);
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function table(title: string, rows: readonly (readonly string[])[]): string {
  const widths = [0, 1].map((column) => Math.min(44, Math.max(0, ...rows.map((row) => row[column]?.length ?? 0))));
  const lines = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  return rows.length === 0 ? `${title}\n  nothing` : `${title}\n${lines.join('\n')}`;
}

const MAX_LENGTH = 60;

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
