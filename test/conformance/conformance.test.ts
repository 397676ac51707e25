import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { root } from '../helpers/gateway.js';
import { conformanceDoc, requirementsIn } from './conformance-doc.js';

const requirements = requirementsIn(root);

t.test('docs/conformance.md is what the titles of the tests say', async (t) => {
  t.equal(readFileSync(join(root, 'docs/conformance.md'), 'utf8'), conformanceDoc(requirements));
});

t.test('each standard has its rows, and no two say the same', async (t) => {
  const sources = new Set(requirements.map(({ source }) => source));
  t.same(
    [...sources].sort(),
    ['RFC 7643', 'RFC 7644', 'RFC 9110', 'RFC 9865', 'SCIM 1.1 REST API', 'SCIM 1.1 core schema'].sort(),
  );
  const texts = requirements.map(({ source, section, text }) => `${source} ${section} ${text}`);
  t.equal(new Set(texts).size, texts.length);
  t.ok(requirements.length > 70, `${requirements.length} rows`);
});
