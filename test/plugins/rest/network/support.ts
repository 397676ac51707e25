import type { Test } from 'tap';
import { type NetworkOptions, networkProperties } from '#plugins/rest/network/options.js';
import { openUpstream, type Upstream } from '#plugins/rest/network/upstream.js';
import { validate } from '#src/config/validate.js';
import type { Call, Host, Logger } from '#src/plugin/index.js';

const schema = {
  type: 'object',
  properties: networkProperties,
  required: ['baseUrl'],
  additionalProperties: false,
} as const;

/** What was logged: level, facts and sentence. */
export interface LogLine {
  readonly level: string;
  readonly facts: object;
  readonly message: string;
}

export function recordingLog(): { readonly log: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: string) => (facts: object, message: string) => void lines.push({ level, facts, message });
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

/** Options as the gateway would pass them: validated, defaults filled in. */
export function networkOptions(options: object): NetworkOptions {
  const { value, faults } = validate(schema, options);
  if (faults.length > 0) throw new Error(faults.map(({ pointer, message }) => `${pointer}: ${message}`).join('\n'));
  return value as NetworkOptions;
}

export interface Opened {
  readonly upstream: Upstream;
  readonly lines: LogLine[];
}

/** Opens an upstream that is closed after the test. */
export async function open(t: Test, options: object, folder = '/'): Promise<Opened> {
  const { log, lines } = recordingLog();
  const host: Host = { log, folder, now: Date.now, resources: {} };
  const upstream = await openUpstream(networkOptions(options), host);
  t.teardown(() => upstream.close());
  return { upstream, lines };
}

/** A call that ends by itself after so many milliseconds, or when it is told to. */
export function callOf(t: Test, ms = 10_000): Call & { readonly controller: AbortController } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DeadlineOver('The call took too long.')), ms);
  t.teardown(() => clearTimeout(timer));
  const { log } = recordingLog();
  return { signal: controller.signal, deadline: Date.now() + ms, requestId: 'test', log, dryRun: false, controller };
}

/** What the calls of a test end with at their deadline. */
export class DeadlineOver extends Error {}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
