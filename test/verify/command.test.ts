import t from 'tap';
import { serve } from '../helpers/backends.js';
import { runCli, temporaryFolder } from '../helpers/gateway.js';

t.test('a connector of a config is started, verified and left as it was', async (t) => {
  const folder = temporaryFolder(t);
  for (const version of ['1.1', '2.0']) {
    const { code, stdout, stderr } = await runCli(folder, ['verify', '--demo', '--scim-version', version]);
    t.equal(code, 0, stdout + stderr);
    t.match(stdout, `SCIM ${version} at http://127.0.0.1:`);
    t.match(stdout, /\d+ passed, 0 failed/);
  }
});

t.test('a server by its URL; nothing of the run is left', async (t) => {
  const { gateway, v2, folder } = await serve(t, 'memory');
  const before = await v2('GET', '/Users');
  const args = ['verify', `${gateway.url}/scim/v2`, '--basic', 'okta:${env:SECRET}'];
  const { code, stdout } = await runCli(folder, args, { SECRET: 'secret' });
  t.equal(code, 0, stdout);
  t.same((await v2('GET', '/Users')).body.Resources, before.body.Resources);
  t.equal((await v2('GET', '/Groups')).body.totalResults, 1);
});

t.test('what cannot be run is said, with exit code 2', async (t) => {
  const { gateway, folder } = await serve(t, 'memory');
  const base = `${gateway.url}/scim/v2`;
  const cases: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [[base], /refuses these credentials \(401\)/],
    [[`${gateway.url}/nowhere`, '--basic', 'okta:secret'], /not as a SCIM server: 404/],
    [['http://127.0.0.1:1/scim'], /does not answer/],
    [[base, '--suite', 'nothing'], /There is no suite "nothing"\. There are: discovery, users/],
    [[base, '--basic', '${env:NOT_SET_ANYWHERE}'], /--basic: The environment variable NOT_SET_ANYWHERE is not set/],
    [[base, '--report', 'x.doc'], /form of the report x\.doc is not known/],
    [[base, '--baseline', 'none.json'], /none\.json cannot be read/],
  ];
  await Promise.all(
    cases.map(async ([args, says]) => {
      const { code, stderr } = await runCli(folder, ['verify', ...args]);
      t.equal(code, 2, args.join(' '));
      t.match(stderr, says);
    }),
  );
});
