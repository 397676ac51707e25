import type { AsyncCommand } from 'fast-check';
import { applyChange, type Change, type StoredRecord } from '../../plugin/index.js';
import { firstOf, hasText, needs, type StoreCheck } from '../check.js';
import { ContractBroken, must, mustRefuse } from '../contract-broken.js';
import { judgeAnswer } from '../judge-answer.js';
import { filtersOn, sortsOn } from '../questions.js';
import { mustHold } from '../same-value.js';
import type { Subject } from '../subject.js';

/** What the store must hold: its records by key. */
type Model = Map<string, StoredRecord>;
type Command = AsyncCommand<Model, Subject>;

const DEFAULT_RUNS = 20;
const values = ['ada', 'Ada', 'Zoë', 'a%b', 'x,y', ''];

/** Stories of random operations, told to the store and to a model of it side by side. */
export const modelChecks: readonly StoreCheck[] = [
  {
    name: 'random operations leave the store as they leave a model of it',
    skip: firstOf(needs('insert', 'find'), hasText),
    async run(subject) {
      // Loaded here: who only writes a plugin does not wait for it.
      const { default: fc } = await import('fast-check');
      const { seed, runs = DEFAULT_RUNS } = subject.settings;
      const number = fc.nat(1000);
      const commands = [
        number.map((which) => new Insert(which)),
        fc.tuple(number, number, number).map(([which, field, value]) => new Update(which, field, value)),
        number.map((which) => new Remove(which)),
        number.map((which) => new Get(which)),
        fc.tuple(number, number, number).map(([filter, sort, page]) => new Find(filter, sort, page)),
      ];
      const property = fc.asyncProperty(fc.commands(commands, { maxCommands: 15 }), async (story) => {
        const model: Model = new Map((await subject.all()).map((record) => [subject.keyOf(record), record]));
        try {
          await fc.asyncModelRun(() => ({ model, real: subject }), story);
          judgeAnswer({}, await subject.find({}), [...model.values()], subject.use);
        } finally {
          await subject.clear();
        }
      });
      const details = await fc.check(property, { numRuns: runs, ...(seed !== undefined && { seed }) });
      if (!details.failed) return;
      const reason =
        details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
      throw new ContractBroken(`${reason}\nThe story (seed ${details.seed}): ${String(details.counterexample?.[0])}`, {
        cause: details.errorInstance,
      });
    },
  },
];

class Insert implements Command {
  readonly #which: number;

  constructor(which: number) {
    this.#which = which;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, subject: Subject): Promise<void> {
    const { maker } = subject;
    const texts = maker.textFields.map((field, index) => [field, pick(values, this.#which + index) ?? ''] as const);
    const record = await subject.insert(maker.make(Object.fromEntries(texts)));
    must(!model.has(subject.keyOf(record)), 'A new record got the key of another.');
    model.set(subject.keyOf(record), await subject.existing(record));
  }

  toString(): string {
    return `insert ${this.#which}`;
  }
}

class Update implements Command {
  readonly #which: number;
  readonly #field: number;
  readonly #value: number;

  constructor(which: number, field: number, value: number) {
    this.#which = which;
    this.#field = field;
    this.#value = value;
  }

  check(model: Readonly<Model>): boolean {
    return model.size > 0;
  }

  async run(model: Model, subject: Subject): Promise<void> {
    const { store, maker } = subject;
    if (!store.update) return;
    const key = own(model, subject, this.#which);
    if (key === undefined) return;
    const field = pick(maker.textFields, this.#field) ?? '';
    const value = pick(values, this.#value) ?? '';
    const change: Change = value === '' ? { unset: [field] } : { set: { [field]: value } };
    const wanted = applyChange(model.get(key) ?? {}, change);
    await store.update(key, change, subject.call());
    const found = await subject.read(key);
    mustHold(`after ${JSON.stringify(change)}`, found, wanted, subject.use, maker.textFields);
    model.set(key, found ?? wanted);
  }

  toString(): string {
    return `update ${this.#which}`;
  }
}

class Remove implements Command {
  readonly #which: number;

  constructor(which: number) {
    this.#which = which;
  }

  check(model: Readonly<Model>): boolean {
    return model.size > 0;
  }

  async run(model: Model, subject: Subject): Promise<void> {
    const { store } = subject;
    const key = own(model, subject, this.#which);
    if (!store.remove || key === undefined) return;
    await store.remove(key, subject.call());
    subject.forget(key);
    model.delete(key);
    await mustRefuse('remove of what is gone', () => store.remove?.(key, subject.call()), 'notFound');
  }

  toString(): string {
    return `remove ${this.#which}`;
  }
}

class Get implements Command {
  readonly #which: number;

  constructor(which: number) {
    this.#which = which;
  }

  check(model: Readonly<Model>): boolean {
    return model.size > 0;
  }

  async run(model: Model, subject: Subject): Promise<void> {
    const key = pick([...model.keys()], this.#which) ?? '';
    mustHold('the record', await subject.read(key), model.get(key) ?? {}, subject.use, subject.maker.textFields);
  }

  toString(): string {
    return `get ${this.#which}`;
  }
}

class Find implements Command {
  readonly #filter: number;
  readonly #sort: number;
  readonly #page: number;

  constructor(filter: number, sort: number, page: number) {
    this.#filter = filter;
    this.#sort = sort;
    this.#page = page;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, subject: Subject): Promise<void> {
    const records = [...model.values()];
    const recent = records.slice(-5);
    const filter = this.#filter % 5 === 0 ? undefined : pick(filtersOn(subject, recent), this.#filter);
    const sort = this.#sort % 2 === 0 ? undefined : pick(sortsOn(subject, recent), this.#sort);
    const page = this.#page % 2 === 0 ? undefined : { offset: this.#page % 7, limit: 1 + (this.#page % 5) };
    const query = { ...(filter && { filter }), ...(sort && { sort }), ...(page && { page }) };
    judgeAnswer(query, await subject.find(query), records, subject.use);
    const { store } = subject;
    if (store.count) must((await store.count()) === model.size, 'count does not count what is there.');
  }

  toString(): string {
    return `find ${this.#filter} ${this.#sort} ${this.#page}`;
  }
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(1, items.length)];
}

/** The key of one of the records that the story itself has made: others are left alone. */
function own(model: Readonly<Model>, subject: Subject, which: number): string | undefined {
  return pick(
    [...model.keys()].filter((key) => subject.owns(key)),
    which,
  );
}
