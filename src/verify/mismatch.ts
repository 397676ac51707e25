import type { Answer } from './exchange.js';

/** The server did otherwise than a check expects. */
export class Mismatch extends Error {
  readonly expected: string;
  readonly answer: Answer | undefined;

  constructor(expected: string, answer?: Answer) {
    super(`expected ${expected}`);
    this.name = 'Mismatch';
    this.expected = expected;
    this.answer = answer;
  }
}

/** The server does not offer what a check needs. */
export class Skip extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Skip';
  }
}

/** No answer came: refused, cut off, or out of time. */
export class NoAnswer extends Error {
  readonly request: Answer['request'];

  constructor(reason: string, request: Answer['request']) {
    super(reason);
    this.name = 'NoAnswer';
    this.request = request;
  }
}

/** The run was ended by its user. */
export class Stopped extends Error {
  constructor() {
    super('The run was stopped.');
    this.name = 'Stopped';
  }
}

/** A change of something that this run did not make, never sent: the server has taken it for new, or a check is wrong. */
export class NotOurs extends Error {
  constructor(method: string, path: string) {
    super(`${method} ${path} would change what this run did not make. It was not sent.`);
    this.name = 'NotOurs';
  }
}

/** The server cannot be verified at all. */
export class CannotVerify extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'CannotVerify';
  }
}
