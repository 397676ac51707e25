import type { Expression } from 'scim-gateway/expression';
import { BadGateway, Conflict, InvalidValue, NotFound, NotSupported, VersionMismatch } from 'scim-gateway/plugin';
import { type ExpressionOption, isExpression } from '../requests/expressions.js';
import {
  compileAnswerExpression,
  compileSelector,
  evaluateOver,
  type ParsedAnswer,
  type SelectorOption,
} from './select.js';

/** Which answers an option means: a status, several, or those of which an expression is true. */
export type ConditionOption = number | readonly number[] | ExpressionOption;

/** What the options say of the meaning of answers, all of it optional. */
export interface AnswerOptions {
  readonly success?: ConditionOption | undefined;
  readonly exists?: ConditionOption | undefined;
  readonly notFound?: ConditionOption | undefined;
  readonly invalid?: ConditionOption | undefined;
  readonly error?: SelectorOption | undefined;
}

/**
 * Lets answers of success through; of all others makes the error that they mean.
 * @param does the request as the options have it, for the log
 * @throws NotFound, Conflict, InvalidValue, NotSupported, VersionMismatch, BadGateway
 */
export type Judge = (answer: ParsedAnswer) => ParsedAnswer;

/** The most that is shown of the application's own words. */
const MAX_MESSAGE = 300;

export function compileJudge(options: AnswerOptions, does: string): Judge {
  const isSuccess = compileCondition(options.success) ?? (({ status }) => status >= 200 && status < 300);
  const isExists = compileCondition(options.exists) ?? hasStatus([409]);
  const isNotFound = compileCondition(options.notFound) ?? hasStatus([404, 410]);
  const isInvalid = compileCondition(options.invalid) ?? hasStatus([400, 422]);
  const select = options.error === undefined ? undefined : compileSelector(options.error);
  const meansExists = options.exists !== undefined;
  return (answer) => {
    // What the options name counts before what HTTP says: some APIs answer 200 or 400 for everything.
    if (meansExists && isExists(answer)) throw conflict(answer);
    if (options.notFound !== undefined && isNotFound(answer)) throw notFound(answer);
    if (isSuccess(answer)) return answer;
    if (isExists(answer)) throw conflict(answer);
    if (isNotFound(answer)) throw notFound(answer);
    if (isInvalid(answer)) throw new InvalidValue(told(answer) ?? 'The application refuses a value.', because(answer));
    const { status } = answer;
    if (status === 412) throw new VersionMismatch('The record has changed since it was read.', because(answer));
    if (status === 405 || status === 501) {
      throw new NotSupported('The application does not offer this operation.', because(answer));
    }
    throw new BadGateway('The application answers what the gateway does not expect.', because(answer));
  };

  function told(answer: ParsedAnswer): string | undefined {
    const message = select?.(answer);
    const texts = (Array.isArray(message) ? message : [message]).filter((text) => typeof text === 'string');
    return readable(texts.join(' '));
  }

  function conflict(answer: ParsedAnswer): Conflict {
    return new Conflict(told(answer) ?? 'The application has such a record already.', because(answer));
  }

  function notFound(answer: ParsedAnswer): NotFound {
    return new NotFound('The application has no such record.', because(answer));
  }

  function because(answer: ParsedAnswer): { readonly cause: Error } {
    const message = told(answer);
    return {
      cause: new Error(`${does} was answered with ${answer.status}${message === undefined ? '' : `: ${message}`}`),
    };
  }
}

function compileCondition(option: ConditionOption | undefined): ((answer: ParsedAnswer) => boolean) | undefined {
  if (option === undefined) return undefined;
  if (isExpression(option)) {
    const expression = compileAnswerExpression(option);
    return (answer) => isTrue(expression, answer);
  }
  return hasStatus(typeof option === 'number' ? [option] : option);
}

/** An expression over something that an answer does not have is not true of it. */
function isTrue(expression: Expression, answer: ParsedAnswer): boolean {
  try {
    return evaluateOver(expression, answer) === true;
  } catch {
    return false;
  }
}

function hasStatus(statuses: readonly number[]): (answer: ParsedAnswer) => boolean {
  return ({ status }) => statuses.includes(status);
}

function readable(text: string): string | undefined {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return plain === '' ? undefined : plain.length > MAX_MESSAGE ? `${plain.slice(0, MAX_MESSAGE)}…` : plain;
}
