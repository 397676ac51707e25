import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { validate as lintDockerfile } from 'dockerfile-utils';
import t from 'tap';
import { parse } from 'yaml';
import { connectorConfigSchema } from '#schemas/connector-config.js';
import { root, runCli, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { assembleImage } from './image.js';
import { kubernetesFaults } from './kubernetes-faults.js';
import { type Manifest, renderChart } from './render-chart.js';

const deploy = join(root, 'deploy');
const chart = join(deploy, 'helm/scim-gateway');
const read = (path: string): string => readFileSync(join(deploy, path), 'utf8');

t.test('the image: what it holds runs, as nobody, and says whether it lives', async (t) => {
  t.same(lintDockerfile(read('Dockerfile')), []);
  const folder = temporaryFolder(t);
  const image = assembleImage(join(deploy, 'Dockerfile'), folder);
  t.match(image.user, /^[1-9]\d*(:[1-9]\d*)?$/, 'a number, so that Kubernetes can see that it is not root');
  t.same(image.ports, ['8080', '8081']);
  for (const path of [image.entrypoint[1], image.health[1]]) t.ok(existsSync(image.path(path ?? '')), String(path));
  t.same([image.entrypoint[0], image.health[0]], ['/nodejs/bin/node', '/nodejs/bin/node']);
  t.same(image.command, ['start']);

  const [, main = ''] = image.entrypoint;
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, [image.path(main), ...image.command, '--demo', '--port', '0'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('/metrics')) break;
  }
  const admin = /For operators: (\S+)\/readyz/.exec(printed)?.[1];
  const healthcheck = image.path(image.health[1] ?? '');
  const health = (...args: readonly string[]): number | null =>
    spawnSync(process.execPath, [healthcheck, ...args], { env }).status;
  t.equal(health(`${admin}/healthz`), 0, printed);
  t.equal(health(`${admin}/none`), 1);
  child.kill('SIGTERM');
  await once(child, 'exit');
  t.equal(health(`${admin}/healthz`), 1);
  t.match(read('healthcheck.mjs'), `http://127.0.0.1:${defaultAdminPort()}/healthz`);
});

t.test('the chart: its values are described, and what it makes is what Kubernetes takes', async (t) => {
  const values = parse(read('helm/scim-gateway/values.yaml'));
  const ajv = new Ajv.default({ strict: false });
  const validate = ajv.compile(JSON.parse(read('helm/scim-gateway/values.schema.json')));
  t.ok(validate(values), JSON.stringify(validate.errors));
  t.notOk(validate({ ...values, replica: 2 }), 'a misspelt name is refused');
  t.notOk(
    validate({ ...values, config: { ...values.config, admin: { host: '127.0.0.1', port: 1 } } }),
    'probes could not ask',
  );

  const bare = {
    ...values,
    secretName: '',
    persistence: { ...values.persistence, enabled: false },
    networkPolicy: { ...values.networkPolicy, enabled: false },
    podDisruptionBudget: { enabled: false },
  };
  const full = {
    ...values,
    image: { ...values.image, tag: '1.2.3' },
    tlsSecretName: 'tls',
    podAnnotations: { a: 'b' },
    persistence: { ...values.persistence, storageClass: 'fast' },
    env: [{ name: 'SCIM_PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'p' } } }],
    tolerations: [{ key: 'x', operator: 'Exists' }],
    networkPolicy: {
      enabled: true,
      clients: [{ podSelector: { matchLabels: { app: 'agent' } } }],
      operators: [{ namespaceSelector: {} }],
      restrictEgress: true,
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
    },
  };
  const made: Manifest[] = [];
  const closed = { ...full, networkPolicy: { ...full.networkPolicy, egress: [] } };
  for (const each of [values, bare, full, closed]) {
    t.ok(validate(each), JSON.stringify(validate.errors));
    made.push(...(await renderChart(chart, each)));
  }
  t.same(kubernetesFaults(made), []);
  const broken = structuredClone(made.find(({ kind }) => kind === 'StatefulSet')) as Manifest;
  broken.spec.template.spec.containers[0].readOnlyRootFileSystem = true;
  t.match(kubernetesFaults([broken]), [/readOnlyRootFileSystem/], 'a misspelt field is found');

  const kinds = (manifests: readonly Manifest[]): readonly string[] => manifests.map(({ kind }) => kind).sort();
  const common = ['ConfigMap', 'Service', 'Service', 'ServiceAccount', 'StatefulSet'];
  t.same(kinds(await renderChart(chart, bare)), common);
  const rendered = await renderChart(chart, values);
  t.same(kinds(rendered), [...common, 'NetworkPolicy', 'PodDisruptionBudget'].sort());
  const egress = async (policy: object) =>
    (await renderChart(chart, { ...full, networkPolicy: policy })).find(({ kind }) => kind === 'NetworkPolicy')?.spec;
  t.same((await egress(closed.networkPolicy)).egress.length, 1, 'DNS alone');
  t.same((await egress(values.networkPolicy)).policyTypes, ['Ingress']);
});

t.test('the chart: its pods are locked down, and serve what they are asked', async (t) => {
  const values = parse(read('helm/scim-gateway/values.yaml'));
  const rendered = await renderChart(chart, values);
  const { spec } = rendered.find(({ kind }) => kind === 'StatefulSet') as Manifest;
  const { replicas, template, volumeClaimTemplates, serviceName } = spec;
  t.equal(replicas, 1);
  const [container] = template.spec.containers;
  const { user } = assembleImage(join(deploy, 'Dockerfile'), temporaryFolder(t));
  t.match(template.spec, {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: Number(user.split(':')[0]) },
  });
  t.match(container.securityContext, {
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  });
  const volumes = [...template.spec.volumes, ...volumeClaimTemplates.map(({ metadata }: Manifest) => metadata)];
  t.same(
    container.volumeMounts.map(({ name }: { name: string }) => name).sort(),
    volumes.map(({ name }: { name: string }) => name).sort(),
    'each mount has its volume',
  );
  const ports = Object.fromEntries(
    container.ports.map((port: { name: string; containerPort: number }) => [port.name, port.containerPort]),
  );
  t.same(ports, { scim: values.config.server.port, admin: values.config.admin.port });
  const services = rendered.filter(({ kind }) => kind === 'Service');
  t.ok(services.some(({ metadata }) => metadata.name === serviceName));
  for (const { spec } of services)
    t.ok(spec.ports.every(({ targetPort }: { targetPort: string }) => targetPort in ports));

  // The config and the flags, by the binary itself, with the volumes' places moved here.
  const folder = temporaryFolder(t);
  const here = (text: string): string =>
    text.replaceAll(/"(\/etc|\/var|\/run)\//g, `"${folder}$1/`).replaceAll('${file:/', `\${file:${folder}/`);
  const { data } = rendered.find(({ kind }) => kind === 'ConfigMap') as Manifest;
  await writeFiles(folder, {
    'etc/scim-gateway/connector.config.json': here(data['connector.config.json']),
    'run/secrets/scim-gateway/password': 'secret\n',
    'var/lib/scim-gateway/users.csv': 'id,login,active\n1,ada,yes\n',
    'var/lib/scim-gateway/groups.csv': 'id,name,members\n1,staff,1\n',
  });
  const validConfig = new Ajv.default({ strict: false }).compile(connectorConfigSchema);
  t.ok(validConfig(JSON.parse(data['connector.config.json'])), JSON.stringify(validConfig.errors));
  const checked = await runCli(folder, ['check', '--config', `${folder}/etc/scim-gateway/connector.config.json`]);
  t.match(checked, { code: 0 }, checked.stderr + checked.stdout);
  const [command, flag, path] = container.args;
  t.same([command, flag], ['start', '--config']);
  t.ok(
    container.volumeMounts.some(
      ({ mountPath }: { mountPath: string }) => path === `${mountPath}/connector.config.json`,
    ),
  );
  const admin = readFileSync(join(root, 'src/admin/admin-server.ts'), 'utf8');
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    const { path: asked, port } = container[probe].httpGet;
    t.equal(port, 'admin');
    t.match(admin, `app.get('${asked}'`);
  }
});

t.test('the systemd unit', async (t) => {
  const unit = read('systemd/scim-gateway.service');
  const setting = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
  const [node, main = '', ...args] = setting('ExecStart').split(' ');
  t.equal(node, '/usr/bin/node');
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  t.ok(main.endsWith(`/node_modules/scim-gateway/${bin['scim-gateway']}`), main);
  t.match(await runCli(root, [...args.slice(0, 1), '--help']), { code: 0, stdout: /--config/ });
  t.same(args.slice(0, 2), ['start', '--config']);
  t.equal(setting('RestartPreventExitStatus'), '2', 'the exit code of a wrong config');
  const analyze = spawnSync('systemd-analyze', ['--version']);
  if (analyze.error) return t.pass('systemd-analyze is not here: the unit is not verified', { skip: true });
  const path = join(deploy, 'systemd/scim-gateway.service');
  const verified = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  t.same(
    verified.stderr
      .split('\n')
      .filter((line) => line.includes('scim-gateway.service:') && !/not executable/.test(line)),
    [],
  );
  if (!execFileSync('systemd-analyze', ['--help'], { encoding: 'utf8' }).includes('--threshold')) return;
  const exposure = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', path], {
    encoding: 'utf8',
  });
  t.equal(exposure.status, 0, exposure.stdout.slice(-200));
});

function defaultAdminPort(): number {
  const found = /^\| `admin` \| `\{ "host": "127\.0\.0\.1", "port": (\d+) \}`/m.exec(
    readFileSync(join(root, 'docs/config.md'), 'utf8'),
  );
  return Number(found?.[1]);
}
