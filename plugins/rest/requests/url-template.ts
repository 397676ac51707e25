import { InvalidValue } from 'scim-gateway/plugin';
import { compileOption, type ExpressionOption, evaluate, isExpression } from './expressions.js';
import { inPath, inQuery, inQuotes, percentEncode, textOf } from './place-value.js';
import { namedValue, type RequestValues, revealed } from './request-values.js';
import { namesOf, type Part, parseTemplate, type Scope } from './text-template.js';

/** Query parameters, each `name=value` and encoded. */
export interface QueryTemplate {
  readonly names: readonly string[];
  /** The names of the parameters. */
  readonly parameters: readonly string[];
  expand(values: RequestValues): readonly string[];
}

/** Path and query under the base URL. */
export interface UrlTemplate {
  readonly names: readonly string[];
  /** @param more parameters that are put behind those of the template */
  expand(values: RequestValues, more?: readonly string[]): string;
}

/**
 * Compiles a URL with values at the first level of RFC 6570: `{name}` is always encoded. The operators of the higher
 * levels (`{+name}`, `{/name*}`) are refused, since with them a value adds segments or parameters.
 * @throws Error a sentence
 */
export function compileUrl(template: string, scope: Scope): UrlTemplate {
  const mark = template.indexOf('?');
  const path = mark < 0 ? template : template.slice(0, mark);
  refusePath(path);
  const parts = parseTemplate(path, scope);
  for (const part of parts) if ('text' in part) refuseBraces(part.text, template);
  const segments = path.split('/').map((segment) => parseTemplate(segment, scope));
  const query = compileQuery(mark < 0 ? '' : template.slice(mark + 1), scope);
  return {
    names: [...namesOf(parts), ...query.names],
    expand(values, more = []) {
      const expanded = segments.map((segment) => expandSegment(segment, values)).join('/');
      const parameters = [...query.expand(values), ...more];
      return parameters.length === 0 ? expanded : `${expanded}?${parameters.join('&')}`;
    },
  };
}

/**
 * Compiles query parameters: `login={value}&exact=true`, or an object of them, whose values may be expressions. A value
 * between quotes cannot end them.
 * @throws Error a sentence
 */
export function compileQuery(
  template: string | { readonly [name: string]: string | ExpressionOption },
  scope: Scope,
): QueryTemplate {
  const parameters = typeof template === 'string' ? splitQuery(template) : Object.entries(template);
  const compiled = parameters.map(([name, value]) => compileParameter(name, value, scope));
  return {
    names: compiled.flatMap(({ names }) => names),
    parameters: parameters.map(([name]) => name),
    expand: (values) => compiled.map(({ expand }) => expand(values)),
  };
}

interface ParameterTemplate {
  readonly names: readonly string[];
  expand(values: RequestValues): string;
}

function compileParameter(name: string, value: string | ExpressionOption, scope: Scope): ParameterTemplate {
  if (parseTemplate(name, { variables: [], fields: 'any' }).some((part) => 'name' in part)) {
    throw new Error(`The query parameter "${name}" has a value in its name; only what is behind the "=" may have one.`);
  }
  const encodedName = encodeLiteral(name).replaceAll('=', '%3D');
  if (isExpression(value)) {
    const expression = compileOption(value, scope.variables);
    return {
      names: expression.reads.map(({ variable }) => variable),
      expand: (values) => `${encodedName}=${inQuery(textOf(evaluate(expression, revealed(values) as RequestValues)))}`,
    };
  }
  const parts = parseTemplate(value, scope);
  return {
    names: namesOf(parts),
    expand(values) {
      const text = parts.map((part) =>
        'text' in part
          ? encodeLiteral(part.text)
          : inQuery(inQuotes(textOf(namedValue(values, part.name)) ?? '', part.quote)),
      );
      return value === '' && text.length === 0 ? `${encodedName}=` : `${encodedName}=${text.join('')}`;
    },
  };
}

function expandSegment(parts: readonly Part[], values: RequestValues): string {
  const segment = parts
    .map((part) =>
      'text' in part ? encodeLiteral(part.text) : inPath(textOf(namedValue(values, part.name)), part.quote),
    )
    .join('');
  if (/^(?:\.|%2e){1,2}$/i.test(segment)) {
    throw new InvalidValue('A value cannot stand in the path of a request to the application.');
  }
  return segment;
}

function splitQuery(query: string): readonly [string, string][] {
  return query
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter) => {
      const equals = parameter.indexOf('=');
      return equals < 0 ? [parameter, ''] : [parameter.slice(0, equals), parameter.slice(equals + 1)];
    });
}

/** What the options say is kept, percent-encoded where a URL cannot hold it; `%20` stays what it is. */
function encodeLiteral(text: string): string {
  return text.replaceAll(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$'()*+,;:@/?=&]+/g, (piece) =>
    /^%[0-9A-Fa-f]{2}$/.test(piece) ? piece : percentEncode(piece),
  );
}

function refusePath(path: string): void {
  const wrong = !path.startsWith('/')
    ? 'must begin with "/"'
    : /[#\\\s]/.test(path)
      ? 'has a character that no path has'
      : path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)) || path.includes('//')
        ? 'has an empty segment, or one that is "." or ".."'
        : undefined;
  if (wrong !== undefined) throw new Error(`The path "${path}" ${wrong}.`);
}

function refuseBraces(text: string, template: string): void {
  if (!/[{}]/.test(text)) return;
  throw new Error(
    `"${template}" has braces that hold no name. Of RFC 6570 only {name} is offered: with {+name} or {/name*} a value could leave its place.`,
  );
}
