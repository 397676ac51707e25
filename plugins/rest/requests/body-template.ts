import { compileOption, evaluate, isExpression } from './expressions.js';
import { inQuotes, textOf } from './place-value.js';
import { namedValue, type RequestValues, revealed } from './request-values.js';
import { namesOf, parseTemplate, type Scope, wholeName } from './text-template.js';

/** The name of a member whose own members stand in its place. */
const SPREAD = '...';

/** A body as JSON data, to be filled. */
export interface BodyTemplate {
  readonly names: readonly string[];
  /** JSON data with secrets in clear; undefined where its one value is missing. */
  fill(values: RequestValues): unknown;
}

/**
 * Compiles a body: `"{name}"` alone becomes the value with its type, and is left out where there is none; within more
 * text it becomes text; `{ "cel": "…" }` becomes what the expression gives; what a member `"..."` holds is laid open.
 * @throws Error a sentence
 */
export function compileBody(template: unknown, scope: Scope): BodyTemplate {
  if (typeof template === 'string') return compileText(template, scope);
  if (isExpression(template)) {
    const expression = compileOption(template, scope.variables);
    return {
      names: expression.reads.flatMap(({ variable, property }) =>
        variable === 'record' && property !== undefined ? ['record', property] : [variable],
      ),
      fill: (values) => evaluate(expression, revealed(values) as RequestValues),
    };
  }
  if (Array.isArray(template)) {
    const items = template.map((item) => compileBody(item, scope));
    return {
      names: items.flatMap(({ names }) => names),
      fill: (values) => items.map(({ fill }) => fill(values) ?? null),
    };
  }
  if (typeof template !== 'object' || template === null) return { names: [], fill: () => template };
  const members = Object.entries(template).map(([name, value]) => [name, compileBody(value, scope)] as const);
  return {
    names: members.flatMap(([, { names }]) => names),
    fill(values) {
      const filled = members.flatMap(([name, { fill }]) => {
        const value = fill(values);
        return name === SPREAD && isObject(value) ? Object.entries(value) : [[name, value] as const];
      });
      return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
    },
  };
}

function compileText(template: string, scope: Scope): BodyTemplate {
  const parts = parseTemplate(template, scope);
  const whole = wholeName(parts);
  if (whole !== undefined) return { names: [whole], fill: (values) => revealed(namedValue(values, whole)) };
  return {
    names: namesOf(parts),
    fill: (values) =>
      parts
        .map((part) => ('text' in part ? part.text : inQuotes(textOf(namedValue(values, part.name)) ?? '', part.quote)))
        .join(''),
  };
}

/** The second laid over the first, objects within objects (RFC 7396 without its removals). */
export function overlay(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above;
  const result: { [name: string]: unknown } = { ...below };
  for (const [name, value] of Object.entries(above)) {
    result[name] = Object.hasOwn(below, name) ? overlay(below[name], value) : value;
  }
  return result;
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
