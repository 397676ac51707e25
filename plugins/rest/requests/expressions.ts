import { compileExpression, type Expression, ExpressionError } from 'scim-gateway/expression';
import { BadGateway } from 'scim-gateway/plugin';

/** An expression as the options have it. */
export interface ExpressionOption {
  readonly cel: string;
}

export function isExpression(value: unknown): value is ExpressionOption {
  return (
    typeof value === 'object' &&
    value !== null &&
    'cel' in value &&
    typeof value.cel === 'string' &&
    Object.keys(value).length === 1
  );
}

/** @throws Error a sentence with the expression */
export function compileOption({ cel }: ExpressionOption, variables: readonly string[]): Expression {
  try {
    return compileExpression(cel, variables);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new Error(
      `{ "cel": ${JSON.stringify(cel)} } is no expression over ${variables.join(', ')}: ${error.message}`,
    );
  }
}

/** @throws BadGateway where the data does not have what the expression asks for: the options do not fit the API */
export function evaluate(expression: Expression, values: { readonly [variable: string]: unknown }): unknown {
  try {
    return expression.evaluate(values);
  } catch (cause) {
    throw new BadGateway('An expression in the options of the rest plugin does not fit the data.', { cause });
  }
}
