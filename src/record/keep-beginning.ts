import { Transform } from 'node:stream';
import type { Body } from './exchange.js';

/** Passes everything on, and keeps the first bytes. */
export function keepBeginning(limit: number): { readonly stream: Transform; body(): Body } {
  const chunks: Buffer[] = [];
  let kept = 0;
  let length = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (kept < limit) {
        // A copy: a part would hold the whole chunk.
        const part = Buffer.from(chunk.subarray(0, limit - kept));
        chunks.push(part);
        kept += part.length;
      }
      done(null, chunk);
    },
  });
  return { stream, body: () => ({ bytes: Buffer.concat(chunks), length }) };
}
