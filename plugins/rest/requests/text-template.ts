import type { Quote } from './place-value.js';

/** A piece of a template: text as it is, or a name and the quotes that it stands in. */
export type Part = { readonly text: string } | { readonly name: string; readonly quote: Quote };

/** What templates may name, and what their expressions may. */
export interface Scope {
  /** Variables of the operation: `id`, `changes`, `value`. */
  readonly variables: readonly string[];
  /** Fields of the record; `any`: whatever is no variable. */
  readonly fields: readonly string[] | 'any';
}

const placeholder = /\{([A-Za-z_@$][\w@$.:-]*)\}/g;

/**
 * Reads a template: `{name}` is a value, all else is text; so are braces around anything that is no name.
 * @throws Error a sentence, where nothing in the scope has the name
 */
export function parseTemplate(template: string, scope: Scope): readonly Part[] {
  const parts: Part[] = [];
  let quote: Quote = '';
  let end = 0;
  for (const { index, 0: match, 1: name = '' } of template.matchAll(placeholder)) {
    const text = template.slice(end, index);
    quote = quoteAfter(text, quote);
    if (text !== '') parts.push({ text });
    refuseUnknown(name, template, scope);
    parts.push({ name, quote });
    end = index + match.length;
  }
  if (end < template.length) parts.push({ text: template.slice(end) });
  return parts;
}

/** The name, where the whole template is one: its value then keeps its type. */
export function wholeName(parts: readonly Part[]): string | undefined {
  const [first, ...more] = parts;
  return first && 'name' in first && more.length === 0 ? first.name : undefined;
}

export function namesOf(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => ('name' in part ? [part.name] : []));
}

function refuseUnknown(name: string, template: string, { variables, fields }: Scope): void {
  if (variables.includes(name) || fields === 'any' || fields.includes(name)) return;
  const known = [...new Set([...variables, ...fields])].map((known) => `{${known}}`).join(', ');
  throw new Error(`"${template}" names {${name}}, which is not there; there are ${known === '' ? 'no names' : known}.`);
}

/** Which quotes are open after the text. */
function quoteAfter(text: string, before: Quote): Quote {
  let quote = before;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (quote === '"' && character === '\\') index += 1;
    else if (character !== "'" && character !== '"') continue;
    else if (quote === '') quote = character;
    else if (quote === character) quote = '';
  }
  return quote;
}
