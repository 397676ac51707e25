import { inspect } from 'node:util';

const MASK = '[secret]';

/**
 * A text that must not leak: it prints, serialises and logs as `[secret]`. A plugin calls {@link Secret.reveal} at the
 * one place where the clear text is needed (hashing a password, opening a connection).
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The clear text. Keep it in a local variable, never in a record, an error or a log line. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
