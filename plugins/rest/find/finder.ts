import {
  BadGateway,
  type Call,
  type FindResult,
  InvalidValue,
  NotFound,
  type Query,
  type StoredRecord,
} from 'scim-gateway/plugin';
import { keyOf } from '../answers/read-records.js';
import type { OperationContext } from '../operation.js';
import { checkTotal } from '../pages/check-total.js';
import { isNumbered, type PageSource, type PlaceInPages, pagesAfter } from '../pages/read-pages.js';
import { compileFilters, type FilterOption, type FilterTemplate } from './filter-options.js';
import { compileListReader, type ListOptions, type ListReader } from './list-reader.js';
import { type FindPlan, planFind, type Question } from './plan-find.js';
import { compileQuestions } from './questions.js';
import { compileSorts, type SortOption } from './sort-options.js';

/** The `find` operation as the options have it. */
export interface FindOptions extends ListOptions {
  readonly filters?: { readonly [name: string]: FilterOption } | undefined;
  readonly sort?: { readonly [field: string]: SortOption } | undefined;
}

export interface FinderParts {
  readonly type: string;
  readonly key: string;
  /** Reads one record by its key, where the options have such an operation. */
  readonly readByKey:
    | ((id: string, fields: readonly string[] | undefined, call: Call) => Promise<StoredRecord | undefined>)
    | undefined;
  /** The request that reads one record by its key; for an id that no request can hold, what is done then. */
  readonly explainByKey: ((id: string) => string) | undefined;
  /** Reads of each record what the list does not say of it. Those that are gone meanwhile are left out. */
  complete(
    records: readonly StoredRecord[],
    fields: readonly string[] | undefined,
    call: Call,
  ): readonly StoredRecord[] | Promise<readonly StoredRecord[]>;
}

/** Answers queries by the API's lists. */
export interface Finder {
  readonly list: ListReader;
  readonly filters: readonly FilterTemplate[];
  find(query: Query, call: Call): Promise<FindResult>;
  /** Asks for one record, to see whether the application answers. */
  probe(call: Call): Promise<void>;
  /** One line for each series of requests: its first one. */
  explain(query: Query): readonly string[];
}

/** @throws Error a sentence that says what is wrong with the options */
export function compileFinder(options: FindOptions, parts: FinderParts, context: OperationContext): Finder {
  const { type, key, complete } = parts;
  const subject = { type, key, variables: [] };
  const list = compileListReader(options, subject, context);
  const filters = compileFilters(options.filters ?? {}, { variables: ['value'], fields: [] });
  const sorts = compileSorts(options.sort ?? {});
  const questions = compileQuestions(options, { list, filters }, subject, context);
  const emptyIsSaid = options.notFound !== undefined || context.answers.notFound !== undefined;
  const mayBeEmpty = ({ asked }: Question): boolean => emptyIsSaid || asked.length > 0;
  const answerable = { key, filters, sorts, readsByKey: parts.readByKey !== undefined };

  async function* recordsOf(question: Question, { fields }: Query, call: Call): AsyncGenerator<StoredRecord> {
    if (question.id !== undefined) {
      const record = await parts.readByKey?.(question.id, fields, call);
      if (record) yield record;
      return;
    }
    const { reader, source, single } = questions.put(question, call);
    if (single) {
      const record = await orNothing(true, single);
      if (record) yield* await complete([record], fields, call);
      return;
    }
    const first = await orNothing(mayBeEmpty(question), () => firstPage(reader, source, 0, reader.style.max));
    if (!first) return;
    yield* await complete(first.page.records, fields, call);
    yield* following(source, first, fields, call);
  }

  async function firstPage(
    reader: ListReader,
    source: PageSource,
    record: number,
    limit: number | undefined,
  ): Promise<PlaceInPages> {
    const size = reader.style.max ?? 1;
    const offset = reader.style.type === 'page' ? Math.floor(record / size) * size : record;
    const position = reader.style.at(offset, size);
    const page = await source.fetch(position, limit);
    const place = { position, page, offset, total: reader.totalOf(page), size: limit };
    await checkTotal(source, place);
    return place;
  }

  async function* following(
    source: PageSource,
    start: PlaceInPages,
    fields: readonly string[] | undefined,
    call: Call,
  ): AsyncGenerator<StoredRecord> {
    for await (const { page } of pagesAfter(source, start)) yield* await complete(page.records, fields, call);
  }

  async function findByList(question: Question, plan: FindPlan, query: Query, call: Call): Promise<FindResult> {
    const { reader, source } = questions.put(question, call);
    const { style } = reader;
    const { fields } = query;
    const isComplete = plan.filtered && (!query.sort || plan.sorted) && reader.knowsTotal;
    const page = isComplete && (isNumbered(style) || query.page?.offset === 0) ? query.page : undefined;
    const applied = { filter: plan.filtered, sort: plan.sorted };
    const start = await orNothing(mayBeEmpty(question), () =>
      firstPage(reader, source, page?.offset ?? 0, limitFor(style, page)),
    );
    if (!start) return { records: [], total: 0, applied };
    if (page && start.total !== undefined) {
      const read = await readUpTo(source, start, page.offset + page.limit);
      const taken = read.records.slice(page.offset - start.offset, page.offset - start.offset + page.limit);
      const left = read.records.slice(page.offset - start.offset + page.limit);
      return {
        records: await complete(taken, fields, call),
        total: start.total,
        applied: { ...applied, page: true },
        ...(page.offset === 0 && {
          rest: (later: Call) => restOf(question, read.last, left, fields, later),
        }),
      };
    }
    const begin = page && page.offset > 0 ? await firstPage(reader, source, 0, style.max) : start;
    const total = style.type === 'none' ? begin.page.records.length : begin.total;
    return {
      records: inTurn(source, begin, fields, call),
      ...(plan.filtered && total !== undefined && { total }),
      applied,
    };
  }

  async function* inTurn(
    source: PageSource,
    start: PlaceInPages,
    fields: readonly string[] | undefined,
    call: Call,
  ): AsyncGenerator<StoredRecord> {
    yield* await complete(start.page.records, fields, call);
    yield* following(source, start, fields, call);
  }

  async function* restOf(
    question: Question,
    last: PlaceInPages,
    left: readonly StoredRecord[],
    fields: readonly string[] | undefined,
    call: Call,
  ): AsyncGenerator<StoredRecord> {
    yield* await complete(left, fields, call);
    yield* following(questions.put(question, call).source, last, fields, call);
  }

  return {
    list,
    filters,
    async find(query, call) {
      const plan = plannedFor(query);
      const [question, ...more] = plan.questions;
      if (!question) return { records: [], total: 0, applied: { filter: true } };
      const isList = question.id === undefined && !question.asked.some(({ template }) => template.record !== undefined);
      if (isList && more.length === 0) return findByList(question, plan, query, call);
      return { records: together(plan, query, call), applied: { filter: plan.filtered } };
    },
    async probe(call) {
      const source = list.source({}, call);
      await source.fetch(list.style.at(0, 1), list.style.max === undefined ? undefined : 1);
    },
    explain: (query) => plannedFor(query).questions.map(explainQuestion),
  };

  /** A filter whose value cannot stand in the request is left to the gateway. */
  function plannedFor(query: Query): FindPlan {
    const plan = planFind(query, answerable);
    try {
      plan.questions.forEach(explainQuestion);
      return plan;
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      const { filter: _filter, ...rest } = query;
      return { ...planFind(rest, answerable), filtered: false };
    }
  }

  /** What several questions answer, each record once. */
  async function* together({ questions }: FindPlan, query: Query, call: Call): AsyncGenerator<StoredRecord> {
    const seen = new Set<string | undefined>();
    for (const question of questions) {
      for await (const record of recordsOf(question, query, call)) {
        const id = keyOf(record, key);
        if (!seen.has(id)) yield record;
        seen.add(id);
      }
    }
  }

  function explainQuestion(question: Question): string {
    return question.id === undefined ? questions.explain(question) : (parts.explainByKey?.(question.id) ?? '');
  }
}

/**
 * The first page of all is asked for in full, so that one who goes on from it need not ask for it again; one somewhere
 * else is as long as it is wanted.
 */
function limitFor(
  { type, max }: ListReader['style'],
  page: { readonly offset: number; readonly limit: number } | undefined,
): number | undefined {
  if (!page || max === undefined || type === 'page') return max;
  return page.offset === 0 && page.limit > 0 ? max : Math.max(1, Math.min(max, page.limit));
}

async function readUpTo(
  source: PageSource,
  start: PlaceInPages,
  end: number,
): Promise<{ readonly records: readonly StoredRecord[]; readonly last: PlaceInPages }> {
  const records = [...start.page.records];
  let last = start;
  if (start.offset + records.length < end) {
    for await (const place of pagesAfter(source, start, end)) {
      records.push(...place.page.records);
      last = place;
      if (start.offset + records.length >= end) break;
    }
  }
  return { records, last };
}

/**
 * "There is no such record" is an empty answer to a search. To a question for all it is a wrong path, unless the options
 * say that it is not: an import that took it for an empty answer would deactivate everybody.
 */
async function orNothing<Result>(mayBeEmpty: boolean, work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    if (mayBeEmpty) return undefined;
    throw new BadGateway('The application says that there is no such list.', { cause: error.cause });
  }
}
