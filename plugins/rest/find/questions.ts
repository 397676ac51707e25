import type { Call, StoredRecord } from 'scim-gateway/plugin';
import { readRecord } from '../answers/read-records.js';
import { compileSelector } from '../answers/select.js';
import type { OperationContext } from '../operation.js';
import type { PageSource } from '../pages/read-pages.js';
import { overlay } from '../requests/body-template.js';
import type { RequestAddition } from '../requests/compile-request.js';
import type { FilterTemplate } from './filter-options.js';
import { compileListReader, type ListOptions, type ListReader, type ListSubject } from './list-reader.js';
import type { Question } from './plan-find.js';

/** How one question is put to the API. */
export interface PutQuestion {
  readonly reader: ListReader;
  readonly source: PageSource;
  /** The request of its own that answers with one record, where the options have one. */
  readonly single: (() => Promise<StoredRecord | undefined>) | undefined;
}

/** Makes requests of questions. */
export interface Questions {
  put(question: Question, call: Call): PutQuestion;
  /** The first request, on one line. */
  explain(question: Question): string;
}

/**
 * @param list asks what has no request of its own
 * @throws Error a sentence that says what is wrong with the options
 */
export function compileQuestions(
  options: ListOptions,
  { list, filters }: { readonly list: ListReader; readonly filters: readonly FilterTemplate[] },
  subject: ListSubject & { readonly key: string },
  context: OperationContext,
): Questions {
  const { type, key } = subject;
  const ownLists = new Map<FilterTemplate, ListReader>();
  for (const filter of filters) {
    if (filter.request === undefined) continue;
    const { request, records = options.records, record } = filter;
    const own = record === undefined ? { records } : { records: undefined, total: undefined, page: undefined };
    ownLists.set(
      filter,
      compileListReader({ ...options, ...own, request }, { ...subject, variables: ['value'] }, context),
    );
  }

  function wayOf(question: Question) {
    const own = question.asked.find(({ template }) => ownLists.has(template));
    const reader = (own && ownLists.get(own.template)) ?? list;
    return { own, reader, values: own ? { value: own.value } : {}, addition: additionOf(question) };
  }

  return {
    put(question, call) {
      const { own, reader, values, addition } = wayOf(question);
      const { record } = own?.template ?? {};
      const single =
        record === undefined
          ? undefined
          : async () =>
              readRecord(await reader.operation.run(values, call, addition), {
                record: compileSelector(record),
                type,
                key,
              });
      const source = { ...reader.source(values, call, addition), wantsAll: question.asked.length === 0 };
      return { reader, source, single };
    },
    explain(question) {
      const { reader, values, addition } = wayOf(question);
      const { method, url, body } = reader.first(values, addition, reader.style.max);
      return `${method} ${url}${body === undefined ? '' : ` ${body}`}`;
    },
  };
}

/** The parameters of a question, and what it lays over the body. */
function additionOf({ asked, sort }: Question): RequestAddition {
  const pieces = [
    ...asked.map(({ template, value }) => ({ template, values: { value } })),
    ...(sort ? [{ template: sort.template, values: { order: sort.template.words[sort.order] } }] : []),
  ];
  const query = pieces.flatMap(({ template, values }) => template.query.expand(values));
  const bodies = pieces.flatMap(({ template, values }) => (template.body ? [template.body.fill(values)] : []));
  return { query, ...(bodies.length > 0 && { body: bodies.reduce(overlay) }) };
}
