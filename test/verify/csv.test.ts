import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { serve } from '../helpers/backends.js';
import { runCli } from '../helpers/gateway.js';

t.test('a gateway over CSV files, in both versions', async (t) => {
  const { gateway, folder } = await serve(t, 'csv');
  for (const version of ['v1', 'v2']) {
    const args = ['verify', `${gateway.url}/scim/${version}`, '--basic', 'okta:secret', '--report', `${version}.json`];
    const { code, stdout, stderr } = await runCli(folder, args);
    t.equal(code, 0, stdout + stderr);
    const { summary, leftovers } = JSON.parse(readFileSync(join(folder, `${version}.json`), 'utf8'));
    t.match(summary.failedByLevel, { MUST: 0, SHOULD: 0 });
    t.same(leftovers, []);
  }
});
