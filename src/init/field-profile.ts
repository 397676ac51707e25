import type { FieldValue, StoredRecord } from '../plugin/index.js';

/** Bounds of what is looked at: a large application is judged by its first records. */
export const MOST_RECORDS = 100_000;
const MOST_FIELDS = 500;
const MOST_VALUES = MOST_RECORDS;
const DEEPEST = 3;
const LONGEST_VALUE = 1_000;

/** What the records show of one field. */
export interface FieldProfile {
  readonly name: string;
  /** How many records were looked at; 0: none are there, only the name is known. */
  readonly records: number;
  /** How many of them have a value here. */
  readonly filled: number;
  /** Distinct values as texts, each with how often it is there. Of a list, its elements. */
  readonly values: ReadonlyMap<string, number>;
  /** Every record has a value and no two share one; the case of letters does not count. */
  readonly unique: boolean;
  /** What the field holds in the records, or by its schema; `objects`: lists of objects. */
  readonly form: 'text' | 'number' | 'boolean' | 'list' | 'objects';
}

interface Draft {
  filled: number;
  readonly values: Map<string, number>;
  readonly seen: Set<string>;
  repeated: boolean;
  readonly forms: Set<FieldProfile['form']>;
}

/** Profiles of all fields, in the order in which they appear; nested objects by dotted names (`name.first`). */
export function profileFields(records: readonly StoredRecord[]): readonly FieldProfile[] {
  const drafts = new Map<string, Draft>();
  for (const record of records) note(record, '', 0, drafts);
  return [...drafts].map(([name, { filled, values, repeated, forms }]) => ({
    name,
    records: records.length,
    filled,
    values,
    unique: filled === records.length && !repeated && !forms.has('list') && !forms.has('objects'),
    form: formOfAll(forms),
  }));
}

function note(record: StoredRecord, prefix: string, depth: number, drafts: Map<string, Draft>): void {
  for (const [name, value] of Object.entries(record)) {
    const path = `${prefix}${name}`;
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < DEEPEST) {
      note(value as StoredRecord, `${path}.`, depth + 1, drafts);
      continue;
    }
    const draft = drafts.get(path) ?? (drafts.size < MOST_FIELDS ? newDraft(path, drafts) : undefined);
    if (draft) noteValue(draft, value);
  }
}

function newDraft(path: string, drafts: Map<string, Draft>): Draft {
  const draft: Draft = { filled: 0, values: new Map(), seen: new Set(), repeated: false, forms: new Set() };
  drafts.set(path, draft);
  return draft;
}

function noteValue(draft: Draft, value: FieldValue): void {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return;
  draft.filled += 1;
  const form = formOf(value);
  draft.forms.add(form);
  if (form === 'objects') return;
  for (const element of Array.isArray(value) ? value : [value]) {
    const text = String(element).slice(0, LONGEST_VALUE);
    const known = draft.values.get(text);
    if (known !== undefined || draft.values.size < MOST_VALUES) draft.values.set(text, (known ?? 0) + 1);
    const key = text.toLowerCase();
    if (draft.repeated) continue;
    if (draft.seen.has(key)) draft.repeated = true;
    else draft.seen.add(key);
  }
}

function formOf(value: FieldValue): FieldProfile['form'] {
  if (Array.isArray(value)) return value.some((element) => typeof element === 'object') ? 'objects' : 'list';
  if (typeof value === 'object') return 'objects';
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'number' : 'text';
}

/** Fields that hold this and that are read as texts, unless some of it has parts. */
function formOfAll(forms: ReadonlySet<FieldProfile['form']>): FieldProfile['form'] {
  const [only] = forms;
  if (only !== undefined && forms.size === 1) return only;
  if (forms.has('objects')) return 'objects';
  return forms.has('list') ? 'list' : 'text';
}
