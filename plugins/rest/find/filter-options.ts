import type { CompareOperator, FieldComparison, FieldFilter } from 'scim-gateway/plugin';
import type { SelectorOption } from '../answers/select.js';
import { type BodyTemplate, compileBody } from '../requests/body-template.js';
import { describeBody, describeQuery } from '../requests/describe-request.js';
import type { ExpressionOption } from '../requests/expressions.js';
import type { Scope } from '../requests/text-template.js';
import { compileQuery, type QueryTemplate } from '../requests/url-template.js';

/** How the API is asked one question, as the options have it. */
export type FilterOption =
  | string
  | {
      readonly query?: string | { readonly [name: string]: string | ExpressionOption } | undefined;
      readonly body?: unknown;
      readonly request?: string | undefined;
      readonly records?: SelectorOption | undefined;
      readonly record?: SelectorOption | undefined;
      readonly exact?: boolean | undefined;
      readonly caseExact?: boolean | 'lower' | undefined;
    };

/** A question that the API answers. */
export interface FilterTemplate {
  /** As the options name it: `login eq`. */
  readonly name: string;
  readonly field: string;
  readonly op: CompareOperator | 'pr';
  /** What it adds to the request, or the request of its own, as the options have it. */
  readonly text: string;
  readonly query: QueryTemplate;
  readonly body: BodyTemplate | undefined;
  /** A request of its own, in the place of the usual one. */
  readonly request: string | undefined;
  readonly records: SelectorOption | undefined;
  readonly record: SelectorOption | undefined;
  /** true: the answer holds nothing that the filter does not select. */
  readonly exact: boolean;
  /** Whether the API tells capitals from small letters; `lower`: it keeps small ones only. */
  readonly caseExact: boolean | 'lower';
}

const named = /^(\S+) (?:(eq|ne|co|sw|ew|gt|ge|lt|le)|(pr))$/i;

/** @throws Error a sentence that says what is wrong with the options */
export function compileFilters(
  filters: { readonly [name: string]: FilterOption },
  scope: Scope,
): readonly FilterTemplate[] {
  return Object.entries(filters).map(([name, option]) => {
    const [, field, op, present] = named.exec(name) ?? [];
    if (field === undefined) {
      throw new Error(`The filter "${name}" is not "FIELD OPERATOR", with eq, ne, co, sw, ew, gt, ge, lt, le or pr.`);
    }
    const parts = typeof option === 'string' ? { query: option } : option;
    return {
      name,
      field,
      op: (op ?? present ?? 'pr').toLowerCase() as FilterTemplate['op'],
      text: textOf(parts),
      query: compileQuery(parts.query ?? '', scope),
      body: parts.body === undefined ? undefined : compileBody(parts.body, scope),
      request: parts.request,
      records: parts.records,
      record: parts.record,
      exact: parts.exact ?? false,
      caseExact: parts.caseExact ?? false,
    };
  });
}

function textOf({ query = '', body, request }: Exclude<FilterOption, string>): string {
  const pieces = typeof query === 'string' ? [query] : Object.entries(query).map(([name, value]) => pair(name, value));
  const text = pieces.filter((piece) => piece !== '').join('&');
  const parts = [request && describeQuery(request), describeQuery(text), body === undefined ? '' : describeBody(body)];
  return parts.filter((part) => part).join(' ');
}

function pair(name: string, value: string | ExpressionOption): string {
  return `${name}=${typeof value === 'string' ? value : value.cel}`;
}

/** A question with its value, as it goes to the API. */
export interface Asked {
  readonly template: FilterTemplate;
  readonly value: FieldComparison['value'];
  /** true: the answer is that of the filter, neither more nor less. */
  readonly exact: boolean;
}

/**
 * What the API is asked about one comparison; undefined where it cannot be asked without losing records that match.
 */
export function askFor(
  filter: Exclude<FieldFilter, { readonly op: 'and' | 'or' | 'not' }>,
  templates: readonly FilterTemplate[],
): Asked | undefined {
  if (filter.op === 'pr') {
    const template = templates.find(({ field, op }) => field === filter.field && op === 'pr');
    return template && { template, value: null, exact: template.exact };
  }
  const { value, field, op } = filter;
  // Many APIs take a parameter without a value for no parameter at all; "not present" is another question than "eq".
  if (value === null || value === '') return undefined;
  const template = templates.find((candidate) => candidate.field === field && candidate.op === op);
  if (!template) return undefined;
  return askWithCase(filter, value, template);
}

function askWithCase(
  { type, caseExact }: FieldComparison,
  value: string | number | boolean,
  template: FilterTemplate,
): Asked | undefined {
  if (type !== 'string' || typeof value !== 'string') return { template, value, exact: template.exact };
  const hasCase = value.toLowerCase() !== value.toUpperCase();
  const keepsLower = template.caseExact === 'lower';
  const sent = keepsLower ? value.toLowerCase() : value;
  const apiIsExact = keepsLower ? false : template.caseExact;
  if (!hasCase || caseExact === apiIsExact) return { template, value: sent, exact: template.exact };
  if (ordering.has(template.op)) return undefined;
  // An API that ignores case gives more than was asked; one that does not would give less, except that "ne" is the other way.
  const givesMore = !apiIsExact !== (template.op === 'ne');
  return givesMore ? { template, value: sent, exact: false } : undefined;
}

/** With and without regard to case, texts come in different orders. */
const ordering: ReadonlySet<string> = new Set(['gt', 'ge', 'lt', 'le']);
