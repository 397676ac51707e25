import { Conflict, InvalidValue, NotFound, NotSupported, Unavailable } from 'scim-gateway/plugin';
import type { Exit } from './group-process.js';

export const EXIT_NOT_FOUND = 3;

interface Fault {
  readonly make: (message: string, retryAfter: number) => Error;
  /** What a client reads where the command says nothing. */
  readonly message: string;
}

/** The exit codes that mean something; every other one but 0 is a failure of the command. */
const faults: { readonly [code: number]: Fault } = {
  [EXIT_NOT_FOUND]: { make: (message) => new NotFound(message), message: 'There is no such record.' },
  4: { make: (message) => new Conflict(message), message: 'There is such a record already.' },
  5: { make: (message) => new InvalidValue(message), message: 'The application refuses a value.' },
  6: { make: (message) => new NotSupported(message), message: 'The application cannot do this.' },
  // EX_TEMPFAIL of sysexits.h
  75: {
    make: (message, retryAfter) => new Unavailable(message, { retryAfter }),
    message: 'The application is not available now.',
  },
};

/** What the command wrote on stderr, with no secret in it. */
export interface Said {
  /** For the client. */
  readonly message: string | undefined;
  /** For the log. */
  readonly text: string;
}

/**
 * What a command's end means; undefined: it is done.
 * @param command for the log: `User.get (./users.sh get {id})`
 * @param retryAfter seconds
 */
export function exitFault({ code, signal }: Exit, said: Said, command: string, retryAfter: number): Error | undefined {
  if (code === 0) return undefined;
  const fault = code === null ? undefined : faults[code];
  if (fault) return fault.make(said.message ?? fault.message, retryAfter);
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  const tail = said.text === '' ? ' and said nothing on stderr' : `; its stderr ends with:\n${said.text}`;
  return new Error(`The command of ${command} ended ${how}${tail}`);
}
