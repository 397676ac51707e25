import type { FastifyInstance } from 'fastify';
import { ScimError } from '../scim/index.js';

/** The media types of RFC 7644 section 3.1, SCIM 1.1, and what Okta's samples show. Any charset parameter may follow. */
const mediaTypes = ['application/scim+json', 'application/json', 'text/json'];

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Teaches the server the JSON bodies of SCIM clients; others get a 415. An empty body is no body. */
export function acceptJsonBodies(server: FastifyInstance, maxDepth: number): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<Buffer>(mediaTypes, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    parseJson(body, maxDepth),
  );
}

/**
 * @returns undefined where there is no body
 * @throws ScimError 400 `invalidSyntax`
 */
export function parseJson(body: Buffer, maxDepth: number): unknown {
  if (body.length === 0) return undefined;
  refuseDepth(body, maxDepth);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is not in UTF-8';
    throw invalidSyntax(`The body is not JSON: ${reason}.`);
  }
}

/** Before anything walks through the value: nesting beyond all use would exhaust the stack of whoever does. */
function refuseDepth(body: Buffer, maxDepth: number): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (inString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (depth > maxDepth) throw invalidSyntax(`The body is nested more than ${maxDepth} levels deep.`);
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
  }
}

function invalidSyntax(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidSyntax' });
}
