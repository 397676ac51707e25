import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { JsonObject, JsonValue } from '../scim/index.js';
import type { Body } from './exchange.js';

export type ReadBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: JsonObject }
  /** Something else, or cut off: not recorded. */
  | { readonly kind: 'other'; readonly why: string };

const decoders: { readonly [coding: string]: typeof gunzipSync } = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** @param limit bytes, of what comes out of a compressed body too */
export function readBody({ bytes, length }: Body, coding: string | undefined, limit: number): ReadBody {
  if (length === 0) return { kind: 'none' };
  if (length > bytes.length) return { kind: 'other', why: `a body of ${length} bytes, more than ${limit}` };
  try {
    const decode = coding === undefined || coding === 'identity' ? undefined : decoders[coding.toLowerCase()];
    if (coding !== undefined && coding !== 'identity' && decode === undefined) {
      return { kind: 'other', why: 'a body in an unknown coding' };
    }
    const text = (decode === undefined ? bytes : decode(bytes, { maxOutputLength: limit })).toString('utf8');
    const value: JsonValue = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { kind: 'json', value: value as JsonObject };
  } catch {
    // Said below.
  }
  return { kind: 'other', why: `a body of ${length} bytes that is no JSON object` };
}
