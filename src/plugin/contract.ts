import type { JSONSchema } from 'json-schema-to-ts';
import type { Query } from './query.js';
import type { Change, FieldValue, StoredRecord } from './record.js';

/** The part of a logger that plugins use: an object of facts first, then a sentence. Secrets never go in. */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** One request's context on its way down. */
export interface Call {
  /** Aborts at the connector's timeout and when the client goes away. Pass it on; a plugin that ignores it is cut off. */
  readonly signal: AbortSignal;
  /** When `signal` aborts at the latest, in milliseconds since the epoch: for systems that take a deadline of their own. */
  readonly deadline: number;
  readonly requestId: string;
  readonly log: Logger;
  /** true: plan and validate, write nothing. */
  readonly dryRun: boolean;
}

/** Answer to {@link Store.find}: the records, and which parts of the query they already reflect. Default: none. */
export interface FindResult {
  readonly records: Iterable<StoredRecord> | AsyncIterable<StoredRecord>;
  /** Number of records that match the filter, over all pages. Needed where `applied.page` is true. */
  readonly total?: number;
  readonly applied?: { readonly filter?: boolean; readonly sort?: boolean; readonly page?: boolean };
  /**
   * Where `applied.page` is true: everything behind the page, in order, without asking again for what was read for the
   * page. A client that goes through all pages is served from it. May be called later, with another call, and again.
   */
  rest?(call: Call): Iterable<StoredRecord> | AsyncIterable<StoredRecord>;
}

/**
 * What an adapter offers for one resource type. Which methods exist IS the list of what the application can do.
 * Every method may throw the errors of `errors.ts`; all others than those become a 500.
 */
export interface Store {
  /**
   * Names the fields of this store's records that say when a record was made and last changed (ISO 8601 texts, UTC) and
   * which version it is at. `lastModified` makes incremental imports possible and must hold across restarts.
   */
  readonly meta?: { readonly created?: string; readonly lastModified?: string; readonly version?: string };
  /** true: each `get` is a question to another process. What was listed is then held for a while, and not asked for anew. */
  readonly remote?: boolean;
  find?(query: Query, call: Call): FindResult | Promise<FindResult>;
  /** The record with this key, or undefined. `fields` as in {@link Query}. Absent method: asked by `find`. */
  get?(
    id: string,
    call: Call,
    fields?: readonly string[],
  ): StoredRecord | undefined | Promise<StoredRecord | undefined>;
  /** Stores a new record and returns it as the system now holds it, key included. Throws Conflict. */
  insert?(record: StoredRecord, call: Call): StoredRecord | Promise<StoredRecord>;
  /** Applies a minimal change; the answer, where given, is the record as the system now holds it. Throws NotFound. */
  update?(id: string, change: Change, call: Call): StoredRecord | undefined | Promise<StoredRecord | undefined>;
  /** Throws NotFound. */
  remove?(id: string, call: Call): void | Promise<void>;
  /**
   * Groups only: which groups have these members. Pairs of a member's id and a group's record (its members need not be
   * there; `fields` as in {@link Query}). Absent method: the gateway asks `find` and reads the members of what comes back.
   */
  memberships?(
    members: readonly string[],
    call: Call,
    fields?: readonly string[],
  ):
    | Iterable<readonly [member: string, group: StoredRecord]>
    | Promise<Iterable<readonly [member: string, group: StoredRecord]>>;
  /** How many records there are; for the start banner. Absent method: not shown. */
  count?(): number | Promise<number>;
  /**
   * How `find` would ask the system, in the system's own terms (a request, an SQL statement, a command line): one line each,
   * with nothing secret in them. Asks nothing of the system. For `scim-gateway map`.
   */
  explain?(query: Query): readonly string[];
}

/** One operation of an adapter as it would reach the system: `GET https://hr.example.com/employees/{id}`. */
export interface OperationNote {
  readonly resourceType: string;
  /** The name of the operation, as the plugin's options have it: `find`, `insert`, `password`. */
  readonly operation: string;
  /** One line, with nothing secret in it. */
  readonly does: string;
}

/** A condition that a person should know of, though the adapter works: shown by `scim-gateway check`. */
export interface Finding {
  readonly resourceType?: string;
  readonly message: string;
}

/** A plugin opened with one connector's options. */
export interface Adapter {
  readonly stores: { readonly [resourceType: string]: Store };
  /**
   * Reaches the system and throws (Unavailable) where it cannot be reached: used by `scim-gateway check`, by readiness
   * and by Okta's connector test. Returns what a person should know. Absent: always well.
   */
  check?(call: Call): undefined | readonly Finding[] | Promise<undefined | readonly Finding[]>;
  /** How each operation would reach the system; shown by `scim-gateway check`. Asks nothing of the system. */
  describe?(): readonly OperationNote[];
  /**
   * Numbers that an operator watches, by name: how much waits to be written, whether a circuit breaker is open (1 or 0).
   * Asked often, and so at no cost. Shown at `/metrics`.
   */
  gauges?(): { readonly [name: string]: number };
  /** Releases everything, after the last call has ended; acknowledged changes must be safe when it resolves. */
  close?(): void | Promise<void>;
}

/** How the mapping uses one resource type's records: lets a plugin index and split before the first question comes. */
export interface RecordUse {
  /** The field that holds the record's key. */
  readonly key: string;
  /** How a new record's key is made where no value is given. */
  readonly generate: 'uuid' | 'sequence';
  /** Fields that clients look records up by, the unique ones first: worth an index. */
  readonly lookups: readonly { readonly field: string; readonly unique: boolean; readonly caseExact: boolean }[];
  /** Every field that the mapping reads or writes. Absent: no mapping, records are whole resources. */
  readonly fields?: readonly string[];
  /** Fields kept as one text with a separator. */
  readonly lists: { readonly [field: string]: { readonly separator: string } };
  /** The field that holds a group's members. */
  readonly members?: string;
  /** The field that holds a password, which arrives as a Secret. */
  readonly password?: string;
  /** The field that says whether somebody is active, and what is written into it: for systems that have verbs for it. */
  readonly active?: { readonly field: string; readonly yes: FieldValue; readonly no: FieldValue };
  /** Fields that a client can change: `check` warns where the key is one of them. */
  readonly writable: readonly string[];
}

/** What the gateway gives a plugin to work with. */
export interface Host {
  readonly log: Logger;
  /** Absolute folder of the config file: relative paths in options are relative to it. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly resources: { readonly [resourceType: string]: RecordUse };
}

/** The version of this contract. It changes when a plugin that was written for the one before could no longer work. */
export const CONTRACT_VERSION = 1;

/** A plugin: code that knows one kind of system. The default export of its module. */
export interface Plugin<Options = unknown> {
  readonly name: string;
  /** The plugin's own version, for `scim-gateway plugins`. */
  readonly version?: string;
  /** The {@link CONTRACT_VERSION} that the plugin was built for; `definePlugin` says it. */
  readonly contract: number;
  /**
   * true: one system may not be open twice at a time (its files have a lock, its port is taken). When the config changes
   * while the gateway runs, the adapter is then closed before the next one is opened, and requests wait meanwhile; else the
   * next one is opened beside it, and takes over without a pause.
   */
  readonly exclusive?: boolean;
  /** JSON Schema of the options: they are validated, and defaults filled in, before `open`. */
  readonly options: JSONSchema;
  open(options: Options, host: Host): Adapter | Promise<Adapter>;
}
