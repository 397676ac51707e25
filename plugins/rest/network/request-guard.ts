import { BadGateway, InvalidValue } from 'scim-gateway/plugin';

/** Segments that a server, a proxy or a URL parser may take for "here" or "one up", however they are written. */
const dotSegment = /(?:^|[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?=$|[/\\]|%2f|%5c)/i;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unsafeInUrl = /[\u0000-\u0020\u007f\\#]/;

/** What no parser of URLs reads in two ways. */
const plain = /^[A-Za-z0-9\-._~!$&()*+,;=:@/?%]*$/;

/** Path and query of each request, once it is sure that it stays below `baseUrl`. */
export class RequestGuard {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly #path: string;
  readonly #prefix: string;

  constructor(baseUrl: string) {
    const { origin, pathname } = new URL(baseUrl);
    this.origin = origin;
    this.#path = pathname.replace(/\/+$/, '');
    this.#prefix = `${origin}${this.#path}/`;
  }

  /**
   * What is asked for at the origin.
   * @throws InvalidValue a value from a client would change the path; BadGateway the URL lies elsewhere
   */
  target(text: string): string {
    const pathStart = text.indexOf('/', text.indexOf('://') + 3);
    const queryStart = text.indexOf('?');
    const path = pathStart < 0 ? '' : text.slice(pathStart, queryStart < 0 ? undefined : queryStart);
    if (unsafeInUrl.test(text) || dotSegment.test(path)) {
      throw new InvalidValue(
        'A value cannot stand in a URL of the application; leave out dots and control characters.',
      );
    }
    if (text.startsWith(this.#prefix) && plain.test(text)) return text.slice(this.origin.length);
    const url = parse(text);
    if (url?.origin !== this.origin || url.username !== '' || url.password !== '' || !this.#holds(url.pathname)) {
      throw new BadGateway('A request would leave the application and was not sent.', {
        cause: new Error(`The URL is not below "baseUrl": it is at ${url?.origin ?? 'no place that can be read'}.`),
      });
    }
    return url.pathname + url.search;
  }

  #holds(path: string): boolean {
    return path === this.#path || path.startsWith(`${this.#path}/`);
  }
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
