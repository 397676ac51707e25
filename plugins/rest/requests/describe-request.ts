import type { BodyFormat } from './encode-body.js';

const secretName = /secret|token|passw|pwd|api[-_]?key|apikey|signature|^key$|^sig$/i;

/** A request on one line. Parameters and members whose names say that they are secret are masked, placeholders are not. */
export function describeRequest(request: {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly format: BodyFormat;
}): string {
  const { method, body, format } = request;
  const url = describeQuery(request.url);
  if (body === undefined) return `${method} ${url}`;
  return `${method} ${url} ${format === 'json' ? '' : `as ${format} `}${describeBody(body)}`;
}

/** A URL or a query whose parameters with secret names are masked. */
export function describeQuery(text: string): string {
  return text.replaceAll(/(^|[?& ])([^=&?\s]+)=([^&]*)/g, (parameter, before: string, name: string, value: string) =>
    secretName.test(name) && !isPlaceholder(value) ? `${before}${name}=…` : parameter,
  );
}

export function describeBody(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body, mask);
}

function mask(name: string, value: unknown): unknown {
  return typeof value === 'string' && secretName.test(name) && !isPlaceholder(value) ? '…' : value;
}

function isPlaceholder(value: string): boolean {
  return /^\{[^{}]*\}$/.test(value);
}
