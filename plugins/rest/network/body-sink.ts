import { createGunzip, type Gunzip } from 'node:zlib';
import { AttemptFailure } from './attempt-failure.js';

interface BodySinkParts {
  readonly headers: { readonly [name: string]: string };
  readonly maxBytes: number;
  pause(): void;
  resume(): void;
  done(body: string): void;
  failed(error: AttemptFailure): void;
}

/** Reads the body of one answer: decompresses it, counts what it holds then, and makes a text of it. */
export class BodySink {
  readonly #parts: BodySinkParts;
  readonly #chunks: Buffer[] = [];
  readonly #gunzip: Gunzip | undefined;
  #bytes = 0;
  #hasFailed = false;

  constructor(parts: BodySinkParts) {
    this.#parts = parts;
    const encoding = parts.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (encoding === 'gzip' || encoding === 'x-gzip') this.#gunzip = this.#openGunzip();
    else if (encoding !== 'identity' && encoding !== '') {
      this.#fail(
        new AttemptFailure('malformed', true, `The body is compressed by "${encoding}", which was not asked for.`),
      );
    }
  }

  write(chunk: Buffer): void {
    if (this.#hasFailed) return;
    if (!this.#gunzip) this.#keep(chunk);
    else if (!this.#gunzip.write(chunk)) this.#parts.pause();
  }

  end(): void {
    if (this.#hasFailed) return;
    if (this.#gunzip && this.#gunzip.bytesWritten + this.#gunzip.writableLength > 0) this.#gunzip.end();
    else this.#done();
  }

  /** What was read so far is let go of. */
  destroy(): void {
    this.#hasFailed = true;
    this.#chunks.length = 0;
    this.#gunzip?.destroy();
  }

  #openGunzip(): Gunzip {
    const gunzip = createGunzip();
    gunzip.on('data', (chunk: Buffer) => this.#keep(chunk));
    gunzip.on('drain', () => this.#parts.resume());
    gunzip.on('end', () => this.#done());
    gunzip.on('error', (error) =>
      this.#fail(new AttemptFailure('malformed', true, 'The body cannot be decompressed.', { cause: error })),
    );
    return gunzip;
  }

  #keep(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#parts.maxBytes) {
      const message = `The body is larger than the ${this.#parts.maxBytes} bytes that "maxBody" allows.`;
      this.#fail(new AttemptFailure('tooLarge', true, message));
    } else this.#chunks.push(chunk);
  }

  #done(): void {
    if (this.#hasFailed) return;
    const [first = Buffer.alloc(0)] = this.#chunks;
    const bytes = this.#chunks.length < 2 ? first : Buffer.concat(this.#chunks, this.#bytes);
    try {
      this.#parts.done(decode(bytes, this.#parts.headers['content-type']));
    } catch (error) {
      this.#fail(new AttemptFailure('malformed', true, 'The body is no text in its charset.', { cause: error }));
    }
  }

  #fail(error: AttemptFailure): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#parts.failed(error);
  }
}

/** The text of a body in the charset of its Content-Type, UTF-8 where it names none (RFC 8259 section 8.1). */
function decode(bytes: Buffer, contentType: string | undefined): string {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  if (charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii') {
    return bytes.length > 2 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
      ? bytes.toString('utf8', 3)
      : bytes.toString('utf8');
  }
  return new TextDecoder(charset).decode(bytes);
}
