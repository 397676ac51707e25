import fc from 'fast-check';
import { bulks, filters, patches11, patches20, paths, resources, searches } from './corpus.js';
import { mutated, mutateText } from './mutations.js';
import type { Random } from './random.js';

/** What goes over a connection, and what must come back. */
export interface RawRequest {
  readonly bytes: Buffer;
  /** Its answer has no body. */
  readonly isHead: boolean;
  /** The parser cannot go on after it: the connection ends here. */
  readonly isLast: boolean;
}

const POOL = 3000;

/** Bodies, as clients could send them, and then changed. */
export function bodyPool(seed: number): readonly Buffer[] {
  const corpus = [...resources, ...patches20, ...patches11, ...bulks, ...searches];
  const sampled = fc.sample(mutated(corpus), { numRuns: POOL, seed });
  return sampled.map((body) => Buffer.from(JSON.stringify(body) ?? ''));
}

const methods = [
  'GET',
  'GET',
  'POST',
  'POST',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'PROPFIND',
  'TRACE',
];
const often = ['/scim/v1', '/scim/v2', '/scim/v2', '/scim'];
const bases = [...often, ...often, ...often, '/scim/v3', '', '//scim//v2', '/SCIM/v2'];
const places = [
  '/Users',
  '/Users',
  '/Users',
  '/Users',
  '/Users/1',
  '/Users/1',
  '/Users/1',
  '/Groups',
  '/Groups/g1',
  '/Bulk',
  '/.search',
  '/Users/.search',
  '/Schemas',
  '/ResourceTypes/User',
  '/ServiceProviderConfig',
  '/Me',
  '/',
  '',
  '/Users/%00',
  '/Users/%ZZ',
  '/Users/..%2f..%2fetc%2fpasswd',
  '/Users/%c3%28',
  '/Users/__proto__',
  '/Schemas/constructor',
  `/Users/${'x'.repeat(1100)}`,
  `/${'a/'.repeat(300)}`,
];
const numbers = ['1', '0', '-1', 'x', '1e9', '99999999999999999999', 'NaN', '', '%00', '1.5'];
const parameters = [
  'filter',
  'attributes',
  'excludedAttributes',
  'sortBy',
  'sortOrder',
  'startIndex',
  'count',
  'cursor',
  'x',
];

export const AUTHORIZATION = `Basic ${Buffer.from('okta:secret').toString('base64')}`;
const long = 'x'.repeat(5000);
const credentials = [
  '',
  'Basic',
  'Basic ',
  'Basic !!!',
  'Basic Og==',
  `Basic ${Buffer.from('okta:wrong').toString('base64')}`,
  `Basic ${Buffer.from('okta').toString('base64')}`,
  `Basic ${Buffer.from('\u0000:\u0000').toString('base64')}`,
  `Basic ${long}`,
  'Bearer',
  'Bearer a.b.c',
  `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`,
  `Bearer ${Buffer.from('{"alg":"HS256","kid":"../../x"}').toString('base64url')}.e30.AAAA`,
  `Bearer ${long}`,
  'Digest username="okta"',
  'Negotiate YII',
  '\u00ff\u00fe',
  `${AUTHORIZATION}, ${AUTHORIZATION}`,
  AUTHORIZATION.toLowerCase(),
];
const oddHeaders = [
  'If-Match: *',
  'If-Match: "',
  'If-None-Match: W/"x", "y"',
  `If-Match: ${'"a",'.repeat(300)}`,
  'X-Request-Id: \u00e9',
  'X-Request-Id: {{7*7}}',
  'X-Forwarded-For: 10.0.0.1, ::1',
  'X-Forwarded-Host: evil"><x',
  'X-Forwarded-Prefix: /../',
  'X-HTTP-Method-Override: DELETE',
  'Accept: text/html;q=x',
  'Accept-Encoding: gzip',
  'Content-Encoding: gzip',
  'Expect: 100-continue',
  'Range: bytes=0-',
  'Cookie: __proto__=1',
  'Upgrade: h2c',
  'Origin: null',
  '__proto__: x',
  'Accept-Version: 1',
  `X-Long: ${long}`,
];
const oddTypes = [
  'application/json; charset=utf-8',
  'application/json;charset=utf-16',
  'text/plain',
  'multipart/form-data; boundary=x',
  '/',
  ';;;',
  'application/json, text/xml',
  '\u00e9',
];
const hosts = [
  'localhost',
  'localhost',
  'localhost',
  'localhost',
  'localhost',
  '',
  'evil"><x',
  '[::1',
  'a:b:c',
  `${'h'.repeat(300)}`,
  '127.0.0.1:0',
  '\u00ff',
];

/** What no parser takes; after it the connection is of no use. */
const ends: readonly string[] = [
  'GET\r\n\r\n',
  'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
  'GET  / HTTP/1.1\r\nHost: x\r\n\r\n',
  'get /scim/v2/Users HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /scim/v2/Users\r\n\r\n',
  'GET /scim/v1/Users HTTP/1.1\r\nno colon\r\n\r\n',
  'GET /scim/v2/Users HTTP/1.1\r\nBad Name: x\r\n\r\n',
  'GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n',
  'GET /scim/v2/Users HTTP/1.1\r\n Host: x\r\n\r\n',
  'GET /scim/v2/Users HTTP/1.1\nHost: x\n\n',
  'GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
  'GET /scim/v2/Users HTTP/1.1\r\n\r\n',
  'GET /scim/v2/Users?\u00ff HTTP/1.1\r\nHost: x\r\n\r\n',
  'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n',
  'POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}',
  'POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: 1e3\r\n\r\n{}',
  'POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n{}',
  'POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
  'POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
  'POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
  'QUERY /scim/v2/Users HTTP/1.1\r\nHost: x\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\n${'X: y\r\n'.repeat(3000)}\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
];
const afterHead: readonly string[] = [
  'zz\r\n{}\r\n',
  '5\r\n{}\r\n',
  'ffffffffffffffff\r\n{',
  '2\r\n{}\r\n0\r\nX: y',
  '-1\r\n',
  '',
];

/** One request that is wrong in some way, or in several; now and then, none. */
export function rawRequest(random: Random, bodies: readonly Buffer[]): RawRequest {
  if (random.chance(0.015)) return lastRequest(random);
  const method = random.pick(methods);
  const lines = [`${method} ${target(random)} HTTP/1.1`, `Host: ${random.pick(hosts)}`];
  if (random.chance(0.6)) lines.push(`Authorization: ${AUTHORIZATION}`);
  else if (random.chance(0.8)) lines.push(`Authorization: ${random.pick(credentials)}`);
  for (let more = random.below(3); more > 0; more--) lines.push(random.pick(oddHeaders));
  const isHead = method === 'HEAD';
  if (method === 'GET' || isHead ? random.chance(0.95) : random.chance(0.1)) {
    return { bytes: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), isHead, isLast: false };
  }
  if (random.chance(0.002)) lines.push('Expect: something');
  if (random.chance(0.99))
    lines.push(`Content-Type: ${random.chance(0.99) ? 'application/scim+json' : random.pick(oddTypes)}`);
  const body = changedBody(random, random.pick(bodies));
  if (random.chance(0.1)) {
    const head = Buffer.from(`${lines.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n`, 'latin1');
    return { bytes: Buffer.concat([head, chunked(random, body)]), isHead, isLast: false };
  }
  lines.push(`Content-Length: ${body.length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return { bytes: Buffer.concat([head, body]), isHead, isLast: false };
}

function target(random: Random): string {
  const path = `${random.pick(bases)}${random.pick(places)}`;
  if (random.chance(0.5)) return path || '/';
  const pairs = Array.from({ length: 1 + random.below(3) }, () => {
    const text = random.pick([random.pick(filters), random.pick(paths), random.pick(numbers)]);
    const changed = random.chance(0.5) ? mutateText(text, random.below(2 ** 20)) : text;
    return `${random.pick(parameters)}=${encodeURIComponent(changed.replace(/[\ud800-\udfff]/g, '\ufffd'))}`;
  });
  return `${path || '/'}?${pairs.join(random.pick(['&', '&', ';', '&&']))}`;
}

function changedBody(random: Random, body: Buffer): Buffer {
  // The server ends a connection after a body that cannot be read: the more of them, the fewer requests.
  switch (random.below(120)) {
    case 0:
      return body.subarray(0, random.below(body.length + 1));
    case 1:
      return random.bytes(200);
    case 2:
      return Buffer.concat([body, random.bytes(20)]);
    case 3: {
      const copy = Buffer.from(body);
      for (let count = 0; count < 3 && copy.length > 0; count++) copy[random.below(copy.length)] = random.below(256);
      return copy;
    }
    case 4:
      return Buffer.from(
        random.pick(['', 'null', '[]', '""', '1e999', '{"a":1,"a":2}', '\ufeff{}', '{"__proto__":{}}']),
      );
    case 5:
      return Buffer.from(JSON.stringify({ userName: `fuzz-${random.below(1e9)}` }));
    case 6:
      return Buffer.from(`${'{"a":['.repeat(random.below(200))}1`);
    default:
      return body;
  }
}

function chunked(random: Random, body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, 1 + random.below(200));
    parts.push(Buffer.from(`${size.toString(16)}\r\n`), body.subarray(at, at + size), Buffer.from('\r\n'));
    at += size;
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

function lastRequest(random: Random): RawRequest {
  const last = { isHead: false, isLast: true };
  if (random.chance(0.2)) return { ...last, bytes: random.bytes(400) };
  if (random.chance(0.2)) {
    const head = `POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\nContent-Type: application/json\r\n`;
    const framing = random.pick(['Transfer-Encoding: chunked\r\n\r\n', 'Content-Length: 1000\r\n\r\n']);
    return { ...last, bytes: Buffer.from(head + framing + random.pick(afterHead), 'latin1') };
  }
  return { ...last, bytes: Buffer.from(random.pick(ends), 'latin1') };
}
