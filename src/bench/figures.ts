import type { OperationReport } from './bench-report.js';

/** The cells of a row: title, requests/s, p50, p90, p99, max, requests, errors. */
export function figures({
  title,
  perSecond,
  p50,
  p90,
  p99,
  max,
  requests,
  errors,
}: OperationReport): readonly string[] {
  return [title, String(perSecond), ...[p50, p90, p99, max].map(milliseconds), String(requests), String(errors)];
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(value < 10 ? 2 : 1);
}
