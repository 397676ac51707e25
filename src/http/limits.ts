import type { FromSchema } from 'json-schema-to-ts';
import type { limitsSchema } from '../../schemas/limits.js';
import { toBytes, toMilliseconds } from '../plugin/index.js';

/** How often something may happen in a time; a count of 0: as often as it likes. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
}

/** What one client may ask, and all of them together. */
export interface Limits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly urlLength: number;
  readonly jsonDepth: number;
  /** Resources on one page, at most and where the client names no count. */
  readonly pageSize: number;
  /** As the service provider configuration announces them (RFC 7643 section 5). */
  readonly bulk: { readonly maxOperations: number; readonly maxPayloadSize: number };
  readonly connections: number;
  readonly requests: Rate;
  readonly failedLogins: Rate;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveMs: number;
  /** 0: never. */
  readonly overload: { readonly eventLoopDelayMs: number; readonly memoryShare: number };
}

/** The limits that a config sets, in the units that code counts in. */
export function limitsOf(config: FromSchema<typeof limitsSchema>): Limits {
  const { bulkOperations, bulkSize, overload, requests, failedLogins } = config;
  return {
    bodyBytes: toBytes(config.bodySize),
    headerBytes: toBytes(config.headerSize),
    urlLength: config.urlLength,
    jsonDepth: config.jsonDepth,
    pageSize: config.pageSize,
    bulk: { maxOperations: bulkOperations, maxPayloadSize: toBytes(bulkSize) },
    connections: config.connections,
    requests: { count: requests.count, perMs: toMilliseconds(requests.per) },
    failedLogins: { count: failedLogins.count, perMs: toMilliseconds(failedLogins.per) },
    headersTimeoutMs: toMilliseconds(config.headersTimeout),
    requestTimeoutMs: toMilliseconds(config.requestTimeout),
    keepAliveMs: toMilliseconds(config.keepAlive),
    overload: { eventLoopDelayMs: toMilliseconds(overload.eventLoopDelay), memoryShare: overload.memory },
  };
}
