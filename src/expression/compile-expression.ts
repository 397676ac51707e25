import { type ASTNode, Environment, ParseError, type ParseResult } from '@marcbachmann/cel-js';
import { addFunctions } from './functions.js';
import { toJson } from './to-json.js';

/** An expression that cannot be compiled or evaluated: one sentence, then the place in the expression where there is one. */
export class ExpressionError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ExpressionError';
  }
}

/** What an expression reads: a variable, or only one property of it. */
export interface Read {
  readonly variable: string;
  /** Absent: the variable as a whole, or a property that is not known before it is evaluated. */
  readonly property?: string;
}

/** A compiled expression. */
export interface Expression {
  readonly text: string;
  readonly reads: readonly Read[];
  /**
   * JSON data for JSON data; integers are numbers. Does no I/O and keeps no state.
   * @param values the variables by name; one that is missing is null
   * @throws ExpressionError where the data does not have what the expression asks for
   */
  evaluate(values: { readonly [variable: string]: unknown }): unknown;
}

const limits = { maxAstNodes: 2_000, maxDepth: 60, maxListElements: 200, maxMapEntries: 200, maxCallArguments: 16 };

/** Functions of CEL that could run for ever on a text that a client chooses. */
const refusedFunctions: ReadonlySet<string> = new Set(['matches']);

/**
 * Compiles an expression in the Common Expression Language. What it may name is known beforehand, so that a misspelt
 * variable is found at start; regular expressions are refused, because one can be written that never ends.
 * @param variables the names that it may use
 * @throws ExpressionError
 */
export function compileExpression(text: string, variables: readonly string[]): Expression {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits,
  });
  for (const name of variables) environment.registerVariable(name, 'dyn');
  addFunctions(environment);
  const run = parse(environment, text);
  const { valid, error } = run.check();
  if (!valid) throw new ExpressionError(error?.message ?? 'The expression is not valid.', { cause: error });
  const reads = new Map<string, Read>();
  visit(run.ast, new Set(variables), reads);
  return {
    text,
    reads: [...reads.values()],
    evaluate(values) {
      const context = Object.fromEntries(variables.map((name) => [name, values[name] ?? null]));
      try {
        return toJson(run(context));
      } catch (cause) {
        throw new ExpressionError(cause instanceof Error ? cause.message : String(cause), { cause });
      }
    },
  };
}

function parse(environment: Environment, text: string): ParseResult {
  try {
    return environment.parse(text);
  } catch (cause) {
    if (cause instanceof ParseError) throw new ExpressionError(cause.message, { cause });
    throw cause;
  }
}

/** Notes what is read of each variable, and refuses functions that are not offered. */
function visit(node: ASTNode, variables: ReadonlySet<string>, reads: Map<string, Read>): void {
  if ((node.op === '.' || node.op === '.?') && node.args[0].op === 'id' && variables.has(node.args[0].args)) {
    note(reads, { variable: node.args[0].args, property: node.args[1] });
    return;
  }
  if (node.op === '[]' || node.op === '[?]') {
    const [holder, key] = node.args;
    if (holder.op === 'id' && variables.has(holder.args) && key.op === 'value' && typeof key.args === 'string') {
      note(reads, { variable: holder.args, property: key.args });
      return;
    }
  }
  if (node.op === 'id' && variables.has(node.args)) note(reads, { variable: node.args });
  if ((node.op === 'call' || node.op === 'rcall') && refusedFunctions.has(node.args[0])) {
    throw new ExpressionError(
      `${node.args[0]}() is not offered: a pattern can be written that never ends. Use startsWith, endsWith, contains or split.`,
    );
  }
  for (const part of parts(node.args)) visit(part, variables, reads);
}

function note(reads: Map<string, Read>, read: Read): void {
  reads.set(JSON.stringify([read.variable, read.property]), read);
}

/** The nodes among the operands, however they are nested. */
function parts(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(parts);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}
