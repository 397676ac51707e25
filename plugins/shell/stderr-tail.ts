import type { Readable } from 'node:stream';

const MAX_FIRST_LINE = 1000;
const MAX_TAIL = 4000;
const MARK = 'scim: ';

/** What a command says on stderr: its first line may be meant for the client, its end is for the log. */
export class StderrTail {
  #head = '';
  #tail = '';

  constructor(stderr: Readable) {
    stderr.setEncoding('utf8');
    stderr.on('data', (text: string) => {
      if (this.#head.length < MAX_FIRST_LINE) this.#head = (this.#head + text).slice(0, MAX_FIRST_LINE);
      this.#tail = (this.#tail + text).slice(-MAX_TAIL);
    });
    // A stream that breaks has nothing more to say.
    stderr.on('error', () => {});
  }

  /** The rest of a first line that begins with `scim: `. */
  get message(): string | undefined {
    const [line = ''] = this.#head.split('\n', 1);
    const message = line.startsWith(MARK)
      ? line
          .slice(MARK.length)
          .replace(/\p{Cc}/gu, ' ')
          .trim()
      : '';
    return message === '' ? undefined : message;
  }

  get text(): string {
    return this.#tail.trim();
  }
}
