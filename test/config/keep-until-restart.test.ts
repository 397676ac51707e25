import t from 'tap';
import { ConfigError, keepUntilRestart, resolveConfig } from '#src/config/index.js';

const basic = { type: 'basic', username: 'okta', password: 'secret' };

const load = (config: object) =>
  resolveConfig(
    {
      file: '/etc/gateway/connector.config.json',
      data: { plugin: { use: 'memory' }, auth: basic, ...config },
      source: { file: 'connector.config.json', text: '', locate: () => undefined },
    },
    { env: {} },
  );

t.test('only connectors are taken over; what else has changed is named', async (t) => {
  const running = load({ server: { port: 1, host: '::' }, log: { level: 'warn' } });
  const next = load({
    timeout: '3s',
    server: { port: 2, host: '::', limits: { pageSize: 7 } },
    audit: { file: 'audit.jsonl' },
    state: { folder: 'elsewhere' },
    admin: false,
  });
  const { config, needRestart } = keepUntilRestart(running, next);
  t.strictSame(needRestart, ['server.port', 'server.limits', 'admin', 'audit', 'state', 'log.level']);
  t.equal(config.connectors[0]?.timeoutMs, 3000);
  t.equal(config.server.port, 1);
  t.equal(config.audit, undefined);
  t.equal(config.stateFolder, running.stateFolder);
  t.strictSame(keepUntilRestart(running, running).needRestart, []);
});

t.test('connectors are held to the rules of the server that runs, not of the one in the file', async (t) => {
  const running = load({ server: { host: '0.0.0.0' } });
  const open = load({ auth: { type: 'none' }, server: { host: '127.0.0.1' } });
  t.throws(() => keepUntilRestart(running, open), ConfigError, 'everybody would get in');
  const tls = { cert: 'cert.pem', key: 'key.pem' };
  const mtls = load({ auth: { type: 'mtls', ca: 'ca.pem' }, server: { tls } });
  t.throws(() => keepUntilRestart(running, mtls), ConfigError, 'there is no TLS');
  t.throws(() => keepUntilRestart(load({ server: { tls } }), mtls), { message: /first "mtls" .* restart/ });
  t.doesNotThrow(() => keepUntilRestart(mtls, mtls));
});
