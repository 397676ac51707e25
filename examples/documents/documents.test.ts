import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testPlugin } from 'scim-gateway/testkit';
import documents from './plugins/documents.js';

test('documents keeps the contract', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await testPlugin(
    t,
    documents,
    { folder: 'data', unique: ['login'] },
    {
      folder,
      sample: {
        User: [{ login: 'ada', name: 'Ada', level: 3, active: true, tags: ['a'], address: { town: 'London' } }],
        Group: [{ label: 'Staff', members: [] }],
      },
      resources: {
        User: { key: '_id', lookups: [{ field: 'login', unique: true, caseExact: true }] },
        Group: { key: '_id', members: 'members' },
      },
    },
  );
});
