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
  const url = request.url.replaceAll(
    /([?&])([^=&]+)=([^&]*)/g,
    (parameter, mark: string, name: string, value: string) =>
      secretName.test(name) && !isPlaceholder(value) ? `${mark}${name}=…` : parameter,
  );
  if (body === undefined) return `${method} ${url}`;
  const text = typeof body === 'string' ? body : JSON.stringify(body, mask);
  return `${method} ${url} ${format === 'json' ? '' : `as ${format} `}${text}`;
}

function mask(name: string, value: unknown): unknown {
  return typeof value === 'string' && secretName.test(name) && !isPlaceholder(value) ? '…' : value;
}

function isPlaceholder(value: string): boolean {
  return /^\{[^{}]*\}$/.test(value);
}
