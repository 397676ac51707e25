import { ScimError } from '../errors.js';

/** The parameters of a query, their names in lower case, as they stand in a URL. */
export type QueryParameters = { readonly [name: string]: string | undefined };

type Kind = 'text' | 'names' | 'integer';

/** RFC 7644 section 3.4.3 and RFC 9865 section 2. */
const parameters: { readonly [name: string]: Kind } = {
  attributes: 'names',
  excludedattributes: 'names',
  filter: 'text',
  sortby: 'text',
  sortorder: 'text',
  startindex: 'integer',
  count: 'integer',
  cursor: 'text',
};

/**
 * The body of a `/.search` as the parameters of the query that it stands for (RFC 7644 section 3.4.3). What the message
 * does not define is left out.
 * @throws ScimError 400 `invalidSyntax`
 */
export function readSearchRequest(body: unknown): QueryParameters {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('A search needs a SearchRequest as its body (RFC 7644 section 3.4.3).');
  }
  const query: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(body)) {
    const lower = name.toLowerCase();
    const kind = Object.hasOwn(parameters, lower) ? parameters[lower] : undefined;
    if (kind && value !== null) query[lower] = read[kind](value, name);
  }
  return query;
}

const read: Record<Kind, (value: unknown, name: string) => string> = {
  text(value, name) {
    if (typeof value !== 'string') throw invalid(`${name} must be a text.`);
    return value;
  },
  names(value, name) {
    if (typeof value === 'string') return value;
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) {
      throw invalid(`${name} must be a list of attribute names.`);
    }
    return value.join(',');
  },
  integer(value, name) {
    if (typeof value !== 'number' && typeof value !== 'string') throw invalid(`${name} must be a whole number.`);
    return String(value);
  },
};

function invalid(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidSyntax' });
}
