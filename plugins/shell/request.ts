import type { Call, Change, Query, StoredRecord } from 'scim-gateway/plugin';

/** What a store can be asked; the names are those of the options and of the protocol. */
export const operations = [
  'find',
  'get',
  'insert',
  'update',
  'remove',
  'addMember',
  'removeMember',
  'memberships',
] as const;

export type Operation = (typeof operations)[number];

/** One question to a script or a worker, as it goes in on stdin. */
export interface ShellRequest {
  readonly operation: Operation | 'check';
  readonly resourceType?: string;
  /** The record's key. */
  readonly id?: string;
  /** The key of the member that joins or leaves, or whose groups are asked for. */
  readonly member?: string;
  readonly record?: StoredRecord;
  readonly change?: Change;
  readonly query?: Query;
  /** The fields that will be read; absent: all. */
  readonly fields?: readonly string[];
  /** The request id of the gateway's log. */
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/**
 * Asks, and goes through the records of the answer, as many at a time as came together. What goes wrong comes up while
 * they are gone through; an iteration that is left early, or whose call is aborted, ends what was begun.
 */
export type Ask = (request: ShellRequest, call: Call) => AsyncIterable<readonly StoredRecord[]>;

/** `User.get`: how people know the operation from their config. */
export function nameOf({ resourceType, operation }: ShellRequest): string {
  return resourceType === undefined ? operation : `${resourceType}.${operation}`;
}
