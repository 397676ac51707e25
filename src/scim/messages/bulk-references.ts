const PREFIX = 'bulkId:';
/** In the filter of a PATCH path: `members[value eq "bulkId:qwerty"]`. */
const inFilter = /"bulkId:([^"\\]*)"/g;

/** The bulkIds that a value refers to (RFC 7644 section 3.7.2): texts that are a reference, and filters in a `path`. */
export function bulkReferences(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  walk(value, '', (text, key) => {
    if (text.startsWith(PREFIX)) found.add(text.slice(PREFIX.length));
    else if (isPath(key)) for (const [, bulkId = ''] of text.matchAll(inFilter)) found.add(bulkId);
  });
  return found;
}

/** The value with ids in the place of references; those that are not known stay. */
export function resolveReferences(value: unknown, idOf: ReadonlyMap<string, string>, key = ''): unknown {
  if (typeof value === 'string') {
    if (value.startsWith(PREFIX)) return idOf.get(value.slice(PREFIX.length)) ?? value;
    if (!isPath(key)) return value;
    return value.replace(inFilter, (text, bulkId: string) => {
      const id = idOf.get(bulkId);
      return id === undefined ? text : JSON.stringify(id);
    });
  }
  if (Array.isArray(value)) return value.map((element) => resolveReferences(element, idOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolveReferences(part, idOf, name)]));
}

function isPath(key: string): boolean {
  return key.toLowerCase() === 'path';
}

function walk(value: unknown, key: string, onText: (text: string, key: string) => void): void {
  if (typeof value === 'string') onText(value, key);
  else if (Array.isArray(value)) for (const element of value) walk(element, '', onText);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) walk(part, name, onText);
  }
}
