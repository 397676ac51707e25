/** Measures how fast any SCIM server answers. */
export { type BenchEvent, type BenchOptions, bench, CannotBench } from './bench.js';
export type { BenchReport } from './bench-report.js';
export { figures } from './figures.js';
export { type BenchFormat, benchFormats, writeBenchReport } from './reports.js';
