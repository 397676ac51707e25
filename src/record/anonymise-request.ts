import { type Anonymiser, decode, UNREADABLE } from './anonymise.js';
import { isSecretName } from './attribute-rules.js';
import type { KnownValues } from './known-values.js';

/** Where the standards have resources. Another name is kept where the server knows it. */
const endpoints = new Set([
  ...['Users', 'Groups', 'Me', 'Bulk', '.search', 'Schemas', 'ResourceTypes'],
  ...['ServiceProviderConfig', 'ServiceProviderConfigs'],
]);
const described = new Set(['Schemas', 'ResourceTypes']);
const plain = new Set(['startindex', 'count']);
const names = new Set(['attributes', 'excludedattributes', 'sortby', 'sortorder']);

/**
 * A path with its query. It keeps the client's own way to write: `+` or `%20`, empty parts, trailing `&`.
 * @param isKnown whether the server knew the path
 */
export function anonymisePath(path: string, isKnown: boolean, anonymiser: Anonymiser): string {
  const at = path.indexOf('?');
  const [pathname, query] = at < 0 ? [path, undefined] : [path.slice(0, at), path.slice(at + 1)];
  const parts = pathname.split('/');
  const segments = parts.map((part, index) => {
    const text = decode(part);
    if (part === '' || endpoints.has(text)) return part;
    if (index === 1 && isKnown && /^[A-Za-z]{1,40}$/.test(text)) return part;
    if (described.has(parts[index - 1] ?? '') && /^[\w:.-]{1,200}$/.test(text)) return part;
    return encode(anonymiser.text(text, ['id']));
  });
  const asked = query?.split('&').map((part) => parameter(part, query.includes('+'), anonymiser));
  return segments.join('/') + (asked === undefined ? '' : `?${asked.join('&')}`);
}

function parameter(part: string, hasPlus: boolean, anonymiser: Anonymiser): string {
  const at = part.indexOf('=');
  if (at < 0) return part === '' ? '' : UNREADABLE;
  const name = decode(part.slice(0, at));
  const lower = name.toLowerCase();
  const value = decode(part.slice(at + 1).replaceAll('+', ' '));
  if (!/^[A-Za-z][\w.-]{0,40}$/.test(name) || isSecretName(name)) return UNREADABLE;
  if (plain.has(lower) && /^-?\d{0,9}$/.test(value)) return part;
  if (names.has(lower) && /^[\w$:., -]*$/.test(value)) return part;
  const replaced = lower === 'filter' ? anonymiser.filter(value) : anonymiser.text(value, [lower]);
  return `${name}=${hasPlus ? encode(replaced).replaceAll('%20', '+') : encode(replaced)}`;
}

/** Encodes all but variables, which are encoded when they have a value. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/%7B%7B(\w+)%7D%7D/g, (_, name: string) =>
    name === 'run' ? '{{run}}' : `{{$url:${name}}}`,
  );
}

/** Headers that say how a client speaks, and nothing of who it is. */
const recorded: { readonly [name: string]: RegExp } = {
  accept: /^[\w/+.*;=, -]*$/,
  'accept-charset': /^[\w*;=., -]*$/,
  'content-type': /^[\w/+.-]+(; ?charset="?[\w-]+"?)?$/,
  'user-agent': /^[\w/.;(), :+-]*$/,
};

/** Headers that let nobody in. */
const ordinary =
  /^(accept.*|content-.*|user-agent|host|connection|keep-alive|if-.*|date|via|forwarded|x-forwarded-.*|x-request-id|prefer|origin|referer|sec-.*|traceparent|tracestate|cache-control|pragma|expect|te|trailer|upgrade.*|transfer-encoding|dnt|priority)$/;

/** What is recorded of a request's headers. Secrets never are: `{{auth}}` says that there was one. */
export function anonymiseHeaders(
  headers: { readonly [name: string]: string },
  status: number,
  known: KnownValues,
): { readonly [name: string]: string } {
  const isLetIn = Object.keys(headers).some((name) => !ordinary.test(name));
  const entries = Object.entries(headers).flatMap(([name, value]) => {
    if (name === 'if-match' || name === 'if-none-match') {
      return [[name, value === '*' ? '*' : (known.reference(value) ?? 'W/"replaced"')]];
    }
    return recorded[name]?.test(value) ? [[name, value]] : [];
  });
  const credentials = status === 401 ? 'Bearer wrong' : '{{auth}}';
  return Object.fromEntries([...(isLetIn ? [['authorization', credentials]] : []), ...entries]) as {
    readonly [name: string]: string;
  };
}
