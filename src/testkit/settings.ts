import type { RecordUse, StoredRecord } from '../plugin/index.js';

/** Makes the system behind a plugin misbehave, and well again. */
export interface Trouble {
  begin(): void | Promise<void>;
  end(): void | Promise<void>;
}

/** What the kit has to know of the system behind a plugin. Everything has a default; the more is said, the more is tested. */
export interface KitSettings {
  /**
   * Records that the system accepts, by resource type: their fields are what the kit writes and reads. Without the key where
   * the system makes it. Absent: the kit learns from the records that it finds.
   */
  readonly sample?: { readonly [resourceType: string]: readonly StoredRecord[] };
  /**
   * How the mapping uses the records, by resource type, as `host.resources` has it. Defaults: the key is `id`, a UUID is made
   * where none is given, all fields of the sample are read and written.
   */
  readonly resources?: { readonly [resourceType: string]: Partial<RecordUse> };
  /** Fields that the system itself keeps unique, by resource type. Default: the unique look-ups of `resources`. */
  readonly unique?: { readonly [resourceType: string]: readonly string[] };
  /** Fields that hold any text, by resource type. Default: those with a text in the sample that are neither key nor unique. */
  readonly freeText?: { readonly [resourceType: string]: readonly string[] };
  /** The folder that relative paths in the options are relative to. Default: the working directory. */
  readonly folder?: string;
  /** Seed of what is random: a failure says with which seed it comes again. */
  readonly seed?: number;
  /** How many random stories the store is told beside the model. Default: 20. */
  readonly runs?: number;
  /** Milliseconds after which what was told to stop must have stopped. Default: 5000. */
  readonly patience?: number;
  /** true: what was stored is gone after a close. Default: false. */
  readonly volatile?: boolean;
  /** The system is away: nothing can be reached. */
  readonly outage?: Trouble;
  /** The system takes requests and does not answer. */
  readonly stall?: Trouble;
}
