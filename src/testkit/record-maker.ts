import type { FieldValue, RecordUse, StoredRecord } from '../plugin/index.js';
import { isEmpty } from './same-value.js';

/** Makes records that the system accepts: those of the sample, each with a key and unique values of its own. */
export class RecordMaker {
  readonly sample: readonly StoredRecord[];
  /** Fields that hold any text. */
  readonly textFields: readonly string[];
  /** Fields that hold a list. */
  readonly listFields: readonly string[];
  /** Unique fields, the key not among them, that the sample has. */
  readonly uniqueFields: readonly { readonly field: string; readonly caseExact: boolean }[];
  readonly #use: RecordUse;
  readonly #distinctFields: readonly string[];
  readonly #run = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
  #made = 0;

  constructor(
    sample: readonly StoredRecord[],
    use: RecordUse,
    {
      freeText,
      unique,
    }: { readonly freeText?: readonly string[] | undefined; readonly unique?: readonly string[] | undefined },
  ) {
    this.sample = sample;
    this.#use = use;
    const fields = [...new Set(sample.flatMap((record) => Object.keys(record)))];
    const shownIn = (field: string): FieldValue | undefined =>
      sample.find((record) => !isEmpty(record[field]))?.[field] ?? sample.find((record) => field in record)?.[field];
    this.listFields = fields.filter((field) => Array.isArray(shownIn(field)) || use.lists[field] !== undefined);
    const isText = (field: string): boolean => typeof shownIn(field) === 'string';
    const lookups = use.lookups.filter((lookup) => lookup.unique && lookup.field !== use.key && isText(lookup.field));
    this.uniqueFields = (unique ?? lookups.map(({ field }) => field)).filter(isText).map((field) => ({
      field,
      caseExact: use.lookups.find((lookup) => lookup.field === field)?.caseExact ?? true,
    }));
    const special = [
      use.key,
      use.members,
      use.password,
      use.active?.field,
      ...this.listFields,
      ...lookups.map(({ field }) => field),
      ...this.uniqueFields.map(({ field }) => field),
    ];
    this.#distinctFields = [use.key, ...lookups.map(({ field }) => field), ...(unique ?? [])];
    this.textFields = freeText ?? fields.filter((field) => isText(field) && !special.includes(field));
  }

  /** A record that is in no store yet; frozen, as no store may change what it is given. */
  make(given: StoredRecord = {}): StoredRecord {
    const base = this.sample[this.#made % Math.max(1, this.sample.length)] ?? {};
    this.#made += 1;
    const record: { [field: string]: FieldValue } = { ...base };
    for (const field of this.#distinctFields) {
      const value = record[field];
      if (!isEmpty(value)) record[field] = this.#distinct(value as FieldValue);
    }
    return deepFreeze({ ...record, ...given });
  }

  /** A text that no other record has. */
  word(): string {
    this.#made += 1;
    return `k${this.#run}${this.#made}`;
  }

  /** The elements as this field holds them: objects with a `value`, texts, or one text. */
  listOf(field: string, elements: readonly string[]): FieldValue {
    const separator = this.#use.lists[field]?.separator;
    if (separator !== undefined) return elements.join(separator);
    return elements.map((element) => this.elementOf(field, element));
  }

  elementOf(field: string, element: string): FieldValue {
    const [shown] = this.sample.flatMap((record) => (Array.isArray(record[field]) ? record[field] : []));
    return typeof shown === 'object' && shown !== null ? { value: element } : element;
  }

  #distinct(value: FieldValue): FieldValue {
    if (typeof value === 'number') return value + 1_000_000 + this.#made * 7919 + (Date.now() % 1_000_000) * 1000;
    const text = String(value);
    const at = text.indexOf('@');
    return at > 0 ? `${text.slice(0, at)}-${this.word()}${text.slice(at)}` : `${text}-${this.word()}`;
  }
}

export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
