export { createLogger, type LoggerOptions } from './create-logger.js';
export { createMetrics, type Metrics, type ObservedGauge, type ObservedRequest } from './metrics.js';
export { createTracing, type TraceStep, type Tracing, TracingUnavailable } from './tracing.js';
export { watchEventLoop } from './watch-event-loop.js';
