import type { Expression } from 'scim-gateway/expression';
import { compileOption, type ExpressionOption, evaluate, isExpression } from '../requests/expressions.js';

/** An answer of the application, its body parsed. */
export interface ParsedAnswer {
  readonly status: number;
  readonly headers: { readonly [lowerCaseName: string]: string };
  /** JSON data; undefined where there is no body. */
  readonly body: unknown;
  /** true: the body was XML, where a list without elements is not there at all. */
  readonly isXml?: boolean;
}

/** Where something stands in an answer: a JSON Pointer (RFC 6901) into its body, or an expression. */
export type SelectorOption = string | ExpressionOption;

/** Reads one thing of an answer; undefined where it is not there. */
export type Selector = (answer: ParsedAnswer) => unknown;

const variables = ['body', 'status', 'headers'];

/** @throws Error a sentence that says what is wrong with the pointer or the expression */
export function compileSelector(option: SelectorOption): Selector {
  if (isExpression(option)) {
    const expression = compileOption(option, variables);
    return (answer) => evaluateOver(expression, answer);
  }
  const tokens = parsePointer(option);
  return ({ body }) => valueAt(body, tokens);
}

export function evaluateOver(expression: Expression, { body, status, headers }: ParsedAnswer): unknown {
  return evaluate(expression, { body: body ?? null, status, headers });
}

export function compileAnswerExpression(option: ExpressionOption): Expression {
  return compileOption(option, variables);
}

/** @throws Error a sentence */
export function parsePointer(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) {
    throw new Error(`"${pointer}" is no JSON Pointer: it begins with "/", and "~" is written "~0".`);
  }
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function valueAt(value: unknown, tokens: readonly string[]): unknown {
  let place = value;
  for (const token of tokens) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, token)) return undefined;
    if (Array.isArray(place) && !/^(?:0|[1-9]\d*)$/.test(token)) return undefined;
    place = (place as { readonly [token: string]: unknown })[token];
  }
  return place;
}
