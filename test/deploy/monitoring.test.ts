import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { root, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { startApplication } from '../helpers/http-application.js';
import { basic, scimClient } from '../helpers/scim-client.js';
import { askedBy, readSamples } from './promql.js';

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const dashboard = JSON.parse(readFileSync(join(root, 'deploy/grafana/dashboard.json'), 'utf8')) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
};
const rules = parse(readFileSync(join(root, 'deploy/prometheus/alerts.yaml'), 'utf8')) as {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: { readonly [name: string]: string };
    }[];
  }[];
};

/** What Prometheus adds to each sample, and a metric of its own. */
const OF_PROMETHEUS = { labels: ['job', 'instance'], metrics: ['up'] };

/** The text of /metrics of a gateway with every plugin, after requests that went well, failed, and were refused. */
async function metricsOfEveryPlugin(test: Test): Promise<string> {
  const application = await startApplication(test, (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('[]');
  });
  const folder = temporaryFolder(test);
  const auth = { type: 'basic', username: 'okta', password: 'secret' };
  const mapping = { User: { id: 'id', attributes: { userName: 'login' } } };
  const safety = { maxDeletes: { count: 5, per: '1h' } };
  await writeFiles(folder, {
    'connector.config.json': {
      connectors: {
        csv: { auth, mapping, safety, plugin: { use: 'csv', options: { User: { file: 'users.csv' } } } },
        memory: { auth, plugin: { use: 'memory' } },
        rest: {
          auth,
          mapping,
          plugin: { use: 'rest', options: { baseUrl: application.url, User: { find: { request: 'GET /users' } } } },
        },
        shell: {
          auth,
          mapping,
          plugin: { use: 'shell', options: { User: { find: [process.execPath, '-e', 'console.log("[]")'] } } },
        },
      },
    },
    'users.csv': 'id,login\n1,ada\n',
  });
  const gateway = await startGateway(test, folder);
  for (const name of ['csv', 'memory', 'rest', 'shell']) {
    const scim = scimClient(`${gateway.url}/${name}/scim/v2`, basic('okta', 'secret'));
    test.equal((await scim('GET', '/Users')).status, 200, name);
    test.equal((await scim('GET', '/Users/none')).status === 200, false, name);
    const stranger = scimClient(`${gateway.url}/${name}/scim/v2`, basic('okta', 'wrong'));
    test.equal((await stranger('GET', '/Users')).status, 401, name);
  }
  const admin = /For operators: (\S+)\/readyz/.exec(gateway.output())?.[1];
  return await (await fetch(new URL('/metrics', admin))).text();
}

t.test('each metric, label and gauge that the dashboard and the alerts name is there', async (t) => {
  const samples = readSamples(await metricsOfEveryPlugin(t));
  const labelsOf = (metric: string): readonly string[] => [
    ...(samples.get(metric)?.keys() ?? []),
    ...OF_PROMETHEUS.labels,
  ];
  const queries: { readonly where: string; readonly expr: string; readonly shown: readonly string[] }[] = [];
  for (const { title, targets = [] } of dashboard.panels) {
    for (const { expr, legendFormat } of targets) {
      queries.push({
        where: title,
        expr,
        shown: [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name),
      });
    }
  }
  for (const { alert, expr, annotations } of rules.groups.flatMap((group) => group.rules)) {
    const texts = Object.values(annotations).join(' ');
    queries.push({ where: alert, expr, shown: [...texts.matchAll(/\$labels\.(\w+)/g)].map(([, name = '']) => name) });
  }
  const faults: string[] = [];
  const gauges = new Set<string>();
  for (const { where, expr, shown } of queries) {
    const { series, grouping } = askedBy(expr);
    if (series.length === 0) faults.push(`${where}: asks for nothing`);
    for (const { metric, labels } of series) {
      if (OF_PROMETHEUS.metrics.includes(metric)) continue;
      if (!samples.has(metric)) faults.push(`${where}: there is no metric ${metric}`);
      for (const [name, value] of labels) {
        if (!labelsOf(metric).includes(name)) faults.push(`${where}: ${metric} has no label ${name}`);
        else if (value !== undefined && name !== 'job' && !samples.get(metric)?.get(name)?.has(value)) {
          faults.push(`${where}: ${metric} has no ${name}="${value}"`);
        }
        if (metric === 'scim_gateway_connector' && name === 'name' && value !== undefined) gauges.add(value);
      }
      const known = labelsOf(metric);
      for (const name of grouping)
        if (!known.includes(name)) faults.push(`${where}: ${metric} is not grouped by ${name}`);
    }
    const left = grouping.length > 0 ? grouping : series.flatMap(({ metric }) => labelsOf(metric));
    for (const name of shown)
      if (!left.includes(name)) faults.push(`${where}: shows ${name}, which its result has not`);
  }
  for (const { name, definition } of dashboard.templating.list) {
    if (definition === undefined) continue;
    const [, metric = '', label = ''] = /^label_values\((\w+)(?:\{.*\})?, (\w+)\)$/.exec(definition) ?? [];
    if (!samples.has(metric) || !labelsOf(metric).includes(label)) faults.push(`variable ${name}: ${definition}`);
  }
  t.same(faults, []);
  t.same(
    [...gauges].sort(),
    [...(samples.get('scim_gateway_connector')?.get('name') ?? [])].sort(),
    'every gauge is shown',
  );
  const documented = readFileSync(join(root, 'docs/operation.md'), 'utf8');
  t.same(
    [...gauges].filter((name) => !documented.includes(`\`${name}\``)),
    [],
    'every gauge is documented',
  );
});

t.test('what would be a fault is found', (t) => {
  t.throws(() => askedBy('rate(a[5m]'), /not PromQL/);
  t.same(askedBy('sum by (le) (rate(a_bucket{job="x", b=~"y"}[$__rate_interval])) > on (le) c'), {
    series: [
      {
        metric: 'a_bucket',
        labels: [
          ['job', 'x'],
          ['b', undefined],
        ],
      },
      { metric: 'c', labels: [] },
    ],
    grouping: ['le', 'le'],
  });
  t.end();
});

t.test('panels are where they can be seen', (t) => {
  const panels = dashboard.panels as readonly (Panel & {
    readonly id: number;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  })[];
  t.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const overlapping = panels.flatMap((a, index) =>
    panels
      .slice(index + 1)
      .filter(
        ({ gridPos: b }) =>
          a.gridPos.x < b.x + b.w &&
          b.x < a.gridPos.x + a.gridPos.w &&
          a.gridPos.y < b.y + b.h &&
          b.y < a.gridPos.y + a.gridPos.h,
      ),
  );
  t.same(overlapping, []);
  t.ok(panels.every(({ gridPos: { x, w } }) => x + w <= 24));
  t.end();
});
