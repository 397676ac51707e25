import type { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One request that has been answered. */
export interface ObservedRequest {
  readonly connector?: string | undefined;
  readonly operation?: string | undefined;
  readonly status: number;
  readonly seconds: number;
  /** Of these, what was spent waiting for the application. */
  readonly adapterSeconds: number;
}

/** A number that a connector or its plugin knows of itself at this moment. */
export interface ObservedGauge {
  readonly connector: string;
  readonly name: string;
  readonly value: number;
}

/** What the gateway counts, in Prometheus' form. */
export interface Metrics {
  readonly contentType: string;
  started(): void;
  answered(request: ObservedRequest): void;
  /** The config file was taken up, or refused. */
  configLoaded(taken: boolean): void;
  /** The event loop did nothing but one thing for so long. */
  blocked(seconds: number): void;
  /** The text that Prometheus reads. `gauges` are asked when it is made. */
  text(gauges: readonly ObservedGauge[]): Promise<string>;
}

/** Seconds; from what memory answers to what makes clients give up. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60];

/** Loads what makes metrics, which takes a while: only where somebody may ask for them. */
export async function createMetrics(version: string): Promise<Metrics> {
  const { default: prometheus } = await import('prom-client');
  const registry: Registry = new prometheus.Registry();
  prometheus.collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const labelNames = ['connector', 'operation', 'status'] as const;
  type Label = (typeof labelNames)[number];
  const requests: Counter<Label> = new prometheus.Counter({
    name: 'scim_gateway_requests_total',
    help: 'Requests that were answered.',
    labelNames,
    registers,
  });
  const durations: Histogram<Label> = new prometheus.Histogram({
    name: 'scim_gateway_request_duration_seconds',
    help: 'Time from the request to its answer.',
    labelNames,
    buckets: BUCKETS,
    registers,
  });
  const adapters: Histogram<'connector' | 'operation'> = new prometheus.Histogram({
    name: 'scim_gateway_adapter_duration_seconds',
    help: 'Of the time of a request, what was spent waiting for the application.',
    labelNames: ['connector', 'operation'],
    buckets: BUCKETS,
    registers,
  });
  const inFlight: Gauge = new prometheus.Gauge({
    name: 'scim_gateway_requests_in_flight',
    help: 'Requests that have no answer yet.',
    registers,
  });
  const plugin: Gauge<'connector' | 'name'> = new prometheus.Gauge({
    name: 'scim_gateway_connector',
    help: 'What a connector says of itself; see docs/operation.md for the names.',
    labelNames: ['connector', 'name'],
    registers,
  });
  const info: Gauge<'version'> = new prometheus.Gauge({
    name: 'scim_gateway_info',
    help: 'The version of the gateway; always 1.',
    labelNames: ['version'],
    registers,
  });
  const blocked: Counter = new prometheus.Counter({
    name: 'scim_gateway_event_loop_blocked_seconds_total',
    help: 'Time in which one thing let nothing else run for a second or more.',
    registers,
  });
  const config: Gauge = new prometheus.Gauge({
    name: 'scim_gateway_config_refused',
    help: '1: the config file was changed and refused, and the one before is served.',
    registers,
  });
  info.set({ version }, 1);
  return {
    contentType: registry.contentType,
    started: () => inFlight.inc(),
    answered({ connector = '', operation = 'none', status, seconds, adapterSeconds }) {
      inFlight.dec();
      const labels = { connector, operation, status: String(status) };
      requests.inc(labels);
      durations.observe(labels, seconds);
      adapters.observe({ connector, operation }, adapterSeconds);
    },
    configLoaded: (taken) => config.set(taken ? 0 : 1),
    blocked: (seconds) => blocked.inc(seconds),
    async text(gauges) {
      plugin.reset();
      for (const { connector, name, value } of gauges) plugin.set({ connector, name }, value);
      return registry.metrics();
    },
  };
}
