import { inHeader, percentEncode, textOf } from './place-value.js';
import { namedValue, type RequestValues } from './request-values.js';
import { namesOf, parseTemplate, type Scope, wholeName } from './text-template.js';

export interface HeadersTemplate {
  readonly names: readonly string[];
  /** By their names in lower case. A header that is a value alone is left out where there is none. */
  fill(values: RequestValues): { readonly [lowerCaseName: string]: string };
}

/**
 * Compiles the headers of an operation. A value alone stands as it is, or is refused; within more text it is
 * percent-encoded, so that it can neither end a quoted text nor begin another parameter.
 * @throws Error a sentence
 */
export function compileHeaders(headers: { readonly [name: string]: string }, scope: Scope): HeadersTemplate {
  const compiled = Object.entries(headers).map(([name, value]) => {
    const parts = parseTemplate(value, scope);
    return { name: name.toLowerCase(), parts, whole: wholeName(parts) };
  });
  return {
    names: compiled.flatMap(({ parts }) => namesOf(parts)),
    fill(values) {
      const filled: { [name: string]: string } = {};
      for (const { name, parts, whole } of compiled) {
        if (whole !== undefined) {
          const value = textOf(namedValue(values, whole));
          if (value !== undefined && value !== '') filled[name] = inHeader(value);
          continue;
        }
        filled[name] = parts
          .map((part) => ('text' in part ? part.text : percentEncode(textOf(namedValue(values, part.name)) ?? '')))
          .join('');
      }
      return filled;
    },
  };
}
