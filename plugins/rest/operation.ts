import type { Call } from 'scim-gateway/plugin';
import { type AnswerOptions, compileJudge } from './answers/judge-answer.js';
import { createAnswerParser } from './answers/parse-answer.js';
import type { ParsedAnswer } from './answers/select.js';
import type { Upstream, UpstreamRequest } from './network/upstream.js';
import {
  compileRequest,
  type RequestAddition,
  type RequestContext,
  type RequestOptions,
  type RequestTemplate,
} from './requests/compile-request.js';
import type { RequestValues } from './requests/request-values.js';
import type { Scope } from './requests/text-template.js';

/** What every operation has in the options. */
export type OperationOptions = RequestOptions & AnswerOptions;

/** What all operations of one adapter share. */
export interface OperationContext extends RequestContext {
  /** undefined: nothing is sent; for explaining. */
  readonly upstream: Pick<Upstream, 'send'>;
  /** What the options say of all answers. */
  readonly answers: AnswerOptions;
}

/** One operation of the API, compiled. */
export interface Operation {
  readonly request: RequestTemplate;
  /**
   * Sends the request and makes sense of its answer.
   * @throws what the answer means, and what the network says
   */
  run(values: RequestValues, call: Call, addition?: RequestAddition): Promise<ParsedAnswer>;
  /** Sends one that is expanded already. */
  send(request: UpstreamRequest, call: Call): Promise<ParsedAnswer>;
}

/**
 * @param kind reads may always be sent again
 * @param lists the lists of an XML answer, as `users.user`
 * @throws Error a sentence that says what is wrong with the options
 */
export function compileOperation(
  options: OperationOptions,
  scope: Scope,
  context: OperationContext,
  { kind, lists = [] }: { readonly kind: 'read' | 'write'; readonly lists?: readonly string[] },
): Operation {
  const repeatable = options.repeatable ?? (kind === 'read' ? true : undefined);
  const request = compileRequest({ ...options, repeatable }, scope, context);
  const parse = createAnswerParser(kind === 'read', new Set(lists));
  const { success, exists, notFound, invalid, error } = options;
  const judge = compileJudge(
    {
      success: success ?? context.answers.success,
      exists: exists ?? context.answers.exists,
      notFound: notFound ?? context.answers.notFound,
      invalid: invalid ?? context.answers.invalid,
      error: error ?? context.answers.error,
    },
    request.text,
  );
  const send = async (outgoing: UpstreamRequest, call: Call): Promise<ParsedAnswer> =>
    judge(parse(await context.upstream.send(outgoing, call)));
  return {
    request,
    send,
    run: async (values, call, addition) => send(request.expand(values, addition), call),
  };
}
