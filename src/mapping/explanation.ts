import type { Change, FieldFilter, FieldValue, StoredRecord } from '../plugin/index.js';
import type { JsonValue, Resource } from '../scim/index.js';

/** One attribute of a resource, and how the record came to make it. */
export interface AttributeStory {
  /** As the mapping names it. */
  readonly attribute: string;
  /** The rule, in short: `status (values)`. */
  readonly rule: string;
  /** What the fields of the rule hold, by field; nothing of a secret. */
  readonly stored: StoredRecord;
  /** Absent: no value. */
  readonly value?: JsonValue;
  /** Why there is no value though the fields hold something. */
  readonly why?: string;
}

/** How a record is a resource. */
export interface RecordStory {
  readonly resource: Resource;
  readonly attributes: readonly AttributeStory[];
  /** Fields of the record that no rule reads. */
  readonly unread: readonly string[];
}

/** One field of a record, and which rules write it. */
export interface FieldStory {
  readonly field: string;
  readonly value: FieldValue;
  /** The attributes that it is made of. */
  readonly attributes: readonly string[];
}

/** A value that a client sends and that does not come back as it was. */
export interface DroppedValue {
  readonly path: string;
  readonly value: JsonValue;
  readonly why: string;
}

/** How a resource is a record. */
export interface ResourceStory {
  readonly record: StoredRecord;
  readonly fields: readonly FieldStory[];
  readonly dropped: readonly DroppedValue[];
  /** What a PUT of the resource would change of what is stored; null: nothing. Absent: no id was given. */
  readonly change?: Change | null;
}

/** How a filter is answered. */
export interface FilterStory {
  /** The filter as it was understood. */
  readonly filter: string;
  /** The filter that goes to the store, in its fields; absent: all records are asked for. */
  readonly fieldFilter?: FieldFilter;
  /** The same as text. */
  readonly fields?: string;
  /** The parts that the gateway looks at itself, in each record that comes back. */
  readonly finished: readonly string[];
  /** How the system would be asked, in its own terms, where its plugin says so. */
  readonly system?: readonly string[];
}
