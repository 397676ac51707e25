import type { Readable } from 'node:stream';
import { SecretMasker } from './mask-secrets.js';

const MAX_FIRST_LINE = 1000;
const MAX_TAIL = 4000;
const MARK = 'scim: ';

/** What a command says on stderr, its secrets masked: the first line may be meant for the client, the end is for the log. */
export class StderrTail {
  /** Resolves when all of it has been read. */
  readonly closed: Promise<void>;
  readonly #masker: SecretMasker;
  #head = '';
  #tail = '';

  constructor(stderr: Readable, secrets: readonly string[]) {
    this.#masker = new SecretMasker(secrets);
    stderr.setEncoding('utf8');
    stderr.on('data', (piece: string) => this.#add(this.#masker.push(piece)));
    // A stream that breaks has nothing more to say.
    stderr.on('error', () => {});
    this.closed = new Promise((resolve) => stderr.once('close', resolve));
  }

  /** To be asked for when nothing more is expected: the message for the client, and the text for the log. */
  finish(): { readonly message: string | undefined; readonly text: string } {
    this.#add(this.#masker.end());
    return { message: this.#message(), text: this.#tail.trim() };
  }

  #add(text: string): void {
    if (this.#head.length < MAX_FIRST_LINE) this.#head = (this.#head + text).slice(0, MAX_FIRST_LINE);
    this.#tail = (this.#tail + text).slice(-MAX_TAIL);
  }

  /** The rest of a first line that begins with `scim: `. */
  #message(): string | undefined {
    const [line = ''] = this.#head.split('\n', 1);
    if (!line.startsWith(MARK)) return undefined;
    const message = line
      .slice(MARK.length)
      .replace(/\p{Cc}/gu, ' ')
      .trim();
    return message === '' ? undefined : message;
  }
}
