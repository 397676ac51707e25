import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkMapping, type ResourceMappingConfig } from '#src/mapping/index.js';
import type { StoredRecord } from '#src/plugin/index.js';
import { root } from '../helpers/gateway.js';
import { setUp } from './support.js';

/** The lines of docs/mapping.md with a rule, a record, its resource, and what is written for that. */
function examples(): readonly (readonly string[])[] {
  const rows = readFileSync(join(root, 'docs/mapping.md'), 'utf8').matchAll(/^\| (`".*) \|$/gm);
  return [...rows].map(([, row = '']) => row.split(' | ')).filter((cells) => cells.length === 4);
}

function json(cell: string | undefined): StoredRecord {
  return JSON.parse((cell ?? '').replace(/^`|`$/g, ''));
}

t.test('the examples of docs/mapping.md do what they say', async (t) => {
  const rows = examples();
  t.ok(rows.length >= 14, `${rows.length} lines`);
  for (const [rule = '', record, resource, written] of rows) {
    const attributes: ResourceMappingConfig['attributes'] = {
      userName: 'user',
      ...JSON.parse(`{${rule.replace(/^`|`$/g, '')}}`),
    };
    const config = { id: 'key', attributes };
    const { type, mapping } = setUp(config);
    t.strictSame(checkMapping(config, type), [], rule);
    const made = mapping.toResource(json(record));
    const { id: _id, meta: _meta, ...values } = made;
    t.strictSame(values, json(resource), `${rule} of ${record}`);
    const wanted = written === 'the same' ? json(record) : json(written);
    t.strictSame(mapping.toRecord(made), wanted, `${rule} writes ${written}`);
  }
});
