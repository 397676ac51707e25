import { parser } from '@prometheus-io/lezer-promql';

/** What an expression asks of the gateway. */
export interface AskedSeries {
  readonly metric: string;
  /** Label names, with the value where it must be that one. */
  readonly labels: readonly (readonly [name: string, value: string | undefined])[];
}

export interface AskedQuery {
  readonly series: readonly AskedSeries[];
  /** Labels that results are grouped by. */
  readonly grouping: readonly string[];
}

/**
 * Reads a PromQL expression by Prometheus' own grammar; what a dashboard puts in for its variables is put in before.
 * @throws Error where it has a fault
 */
export function askedBy(expression: string): AskedQuery {
  const text = expression.replaceAll('$__rate_interval', '5m');
  const series: { metric: string; labels: [string, string | undefined][] }[] = [];
  const grouping: string[] = [];
  let inGrouping = false;
  let matcher: { name: string; operator: string } | undefined;
  parser.parse(text).iterate({
    enter({ type, from, to }) {
      const part = text.slice(from, to);
      if (type.isError) throw new Error(`not PromQL at ${from}: ${expression}`);
      if (type.name === 'VectorSelector') series.push({ metric: '', labels: [] });
      const current = series.at(-1);
      if (type.name === 'Identifier' && current && current.metric === '') current.metric = part;
      if (type.name === 'GroupingLabels') inGrouping = true;
      if (type.name === 'LabelName' && inGrouping) grouping.push(part);
      else if (type.name === 'LabelName') matcher = { name: part, operator: '' };
      if (type.name === 'MatchOp' && matcher) matcher.operator = part;
      if (type.name === 'StringLiteral' && matcher && current) {
        current.labels.push([matcher.name, matcher.operator === '=' ? JSON.parse(part) : undefined]);
        matcher = undefined;
      }
    },
    leave({ type }) {
      if (type.name === 'GroupingLabels') inGrouping = false;
    },
  });
  return { series, grouping };
}

/** Samples of Prometheus' text form: for each metric its labels, and for each label the values seen. */
export function readSamples(text: string): ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> {
  const metrics = new Map<string, Map<string, Set<string>>>();
  for (const line of text.split('\n')) {
    const [, metric, labels = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (metric === undefined) continue;
    const seen = metrics.get(metric) ?? new Map<string, Set<string>>();
    metrics.set(metric, seen);
    for (const [, name = '', value = ''] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      seen.set(name, (seen.get(name) ?? new Set()).add(value));
    }
  }
  return metrics;
}
