import type { Call, Host, Logger, RecordUse, StoredRecord } from '../plugin/index.js';
import type { KitSettings } from './settings.js';

/** Keeps what a plugin logs. */
export class KeptLog implements Logger {
  readonly lines: string[] = [];

  debug(facts: object, message: string): void {
    this.#keep(facts, message);
  }

  info(facts: object, message: string): void {
    this.#keep(facts, message);
  }

  warn(facts: object, message: string): void {
    this.#keep(facts, message);
  }

  error(facts: object, message: string): void {
    this.#keep(facts, message);
  }

  #keep(facts: object, message: string): void {
    this.lines.push(`${JSON.stringify(facts)} ${message}`);
  }
}

/** The host that the kit opens plugins with: every resource type of the settings, else people and groups. */
export function hostFor({ sample = {}, resources = {}, folder = process.cwd() }: KitSettings, log: Logger): Host {
  const named = new Set([...Object.keys(resources), ...Object.keys(sample)]);
  const types = named.size > 0 ? [...named] : ['User', 'Group'];
  return {
    log,
    folder,
    now: Date.now,
    resources: Object.fromEntries(types.map((type) => [type, useOf(sample[type] ?? [], resources[type] ?? {})])),
  };
}

function useOf(sample: readonly StoredRecord[], given: Partial<RecordUse>): RecordUse {
  const key = given.key ?? 'id';
  const named = [...new Set(sample.flatMap((record) => Object.keys(record)))];
  return {
    key,
    generate: 'uuid',
    lookups: [],
    lists: {},
    writable: named.filter((field) => field !== key),
    ...(named.length > 0 && { fields: [...new Set([key, ...named])] }),
    ...given,
  };
}

/** A call as the gateway makes it. */
export function callWith(log: Logger, given: Partial<Call> = {}): Call {
  const signal = given.signal ?? new AbortController().signal;
  return { deadline: Date.now() + 60_000, requestId: 'testkit', log, dryRun: false, ...given, signal };
}
