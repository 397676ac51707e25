import type { Step } from '../replay/index.js';
import { type Filter, type JsonObject, parseFilter } from '../scim/index.js';
import type { Anonymiser } from './anonymise.js';
import { anonymiseHeaders, anonymisePath } from './anonymise-request.js';
import { isKept, placeOf } from './attribute-rules.js';
import type { Exchange } from './exchange.js';
import { expectationOf } from './expectation.js';
import type { KnownValues } from './known-values.js';
import { learn } from './learn.js';
import { readBody } from './read-body.js';
import type { SentTexts } from './sent-texts.js';

export interface StepMaker {
  readonly anonymiser: Anonymiser;
  readonly known: KnownValues;
  readonly sent: SentTexts;
  /** Bytes of a body. */
  readonly limit: number;
}

/** What is replayed of an exchange. Nothing of it that is a secret, or says who somebody is, is left. */
export function toStep(exchange: Exchange, number: number, { anonymiser, known, sent, limit }: StepMaker): Step {
  const { method, path, status, requestHeaders, responseHeaders } = exchange;
  const request = readBody(exchange.requestBody, requestHeaders['content-encoding'], limit);
  const answer = readBody(exchange.responseBody, responseHeaders['content-encoding'], limit);
  const filter = filterOf(path, request.kind === 'json' ? request.value : {});
  sent.add(path);
  if (request.kind === 'json') sent.add(request.value);
  // The request first: it knows nothing of its answer.
  const replacedPath = anonymisePath(path, status < 400, anonymiser);
  const headers = anonymiseHeaders(requestHeaders, status, known);
  const body = request.kind === 'json' ? anonymiser.value(request.value) : 'replaced: it was no JSON';
  const isExact = filter !== undefined && isAboutSomebody(filter);
  const save = answer.kind === 'json' && status < 300 ? learn(answer.value, isExact, known) : {};
  const replaced = answer.kind === 'json' ? (anonymiser.value(answer.value) as JsonObject) : undefined;
  const expected =
    answer.kind === 'json' && replaced !== undefined
      ? expectationOf({ original: answer.value, replaced }, status, {
          wasSent: sent.has,
          isExact,
          fresh: new Set(Object.values(save)),
        })
      : {};
  const isTooLarge = request.kind === 'other' && exchange.requestBody.length > limit;
  const isOfTheMoment = status === 429 || status >= 500;
  const notes = [
    ...(isOfTheMoment ? ['the server was not able to answer then'] : []),
    ...(answer.kind === 'other' ? [`answered with ${answer.why}`] : []),
  ];
  return {
    name: `${number} ${method} ${/^\/[\w.{}$:]*/.exec(replacedPath)?.[0] ?? '/'}`,
    method,
    path: replacedPath,
    headers,
    ...(request.kind !== 'none' && !isTooLarge && { body }),
    ...((isTooLarge || isOfTheMoment) && { optional: true }),
    ...(isTooLarge && { skip: `its body was larger than the ${limit} bytes that are recorded` }),
    expect: { status: [status], ...(Object.keys(expected).length > 0 && { body: expected }) },
    ...(Object.keys(save).length > 0 && { save }),
    recorded: { status, ...(replaced !== undefined && { body: replaced }) },
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}

function filterOf(path: string, body: JsonObject): Filter | undefined {
  const query = path.includes('?') ? path.slice(path.indexOf('?') + 1) : '';
  const text = new URLSearchParams(query).get('filter') ?? body.filter;
  try {
    return typeof text === 'string' ? parseFilter(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a filter finds the same on every server that holds what the client has sent. */
function isAboutSomebody(filter: Filter): boolean {
  if (filter.kind === 'and') return filter.filters.some(isAboutSomebody);
  if (filter.kind === 'or') return filter.filters.every(isAboutSomebody);
  if (filter.kind === 'valuePath') return isAboutSomebody(filter.filter);
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return false;
  const { path, value } = filter;
  const place = placeOf([path.attribute, path.subAttribute].filter(Boolean).join('.'));
  return typeof value === 'string' && place[0] !== 'meta' && !isKept(place, value);
}
