import type { Finding } from '../plugin/index.js';
import type { Resource } from '../scim/index.js';
import type { PlannedChange } from './planned-change.js';
import type { RequestCall } from './request-call.js';

/** What a change takes away from people: what the rails count. */
export type Removal =
  | { readonly kind: 'deactivation' | 'deletion' }
  | { readonly kind: 'shrink'; readonly group: string; readonly members: number; readonly removed: number };

/** Keeps a counted removal, or gives it back where the change was not made. */
export interface Reservation {
  release(): void;
}

/** Limits on what a connector takes away within a time. */
export interface Rails {
  /** true: groups are guarded, and so a removal of members needs to know how many there are. */
  readonly countsMembers: boolean;
  /**
   * Counts a removal that is about to be made.
   * @throws ScimError 403 where the limit is reached, and from then on until an operator releases it
   */
  reserve(removal: Removal, call: RequestCall): Promise<Reservation>;
  /** The rail that has closed. */
  closed(): string | undefined;
  /** What a person should know: that a rail has closed. */
  findings(): Promise<readonly Finding[]>;
}

/** One change as the audit knows it. */
export interface AuditedChange {
  readonly call: RequestCall;
  readonly resourceType: string;
  readonly operation: PlannedChange['operation'];
  /** undefined: it has none yet. */
  readonly id: string | undefined;
  /** What people call the resource: its `userName` or `displayName`. */
  readonly subject: string | undefined;
  readonly changes: readonly AttributeChange[];
}

/** What happens to one attribute; secrets are masked. */
export interface AttributeChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export type Outcome =
  | { readonly outcome: 'done'; readonly id: string }
  | { readonly outcome: 'failed'; readonly status: number };

/** Who changed what: written down before a change is made, and again when it has been. */
export interface AuditTrail {
  /**
   * Resolves when the intent is on disk.
   * @returns what writes down how it ended
   * @throws ScimError 503 where it cannot be written: then the change must not be made
   */
  intend(change: AuditedChange): Promise<(outcome: Outcome) => void>;
}

/** Texts of filters by the types that they are about, and the texts that are about none. */
export interface Protections {
  readonly protect: Guards['protect'];
  readonly unknown: readonly string[];
}

/** What stands before the changes of one connector. */
export interface Guards {
  /** true: nothing is ever changed. */
  readonly readOnly: boolean;
  /** Filters by resource type: who matches one is never changed. */
  readonly protect: { readonly [resourceType: string]: readonly Protection[] };
  readonly rails?: Rails | undefined;
  readonly audit?: AuditTrail | undefined;
}

export interface Protection {
  /** The filter as the config has it. */
  readonly text: string;
  /** The attributes that the filter names. */
  readonly attributes: ReadonlySet<string>;
  readonly matches: (resource: Resource) => boolean;
}

export const noGuards: Guards = { readOnly: false, protect: {} };
