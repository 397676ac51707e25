import { BadGateway, type PluginError, TooManyRequests, Unavailable } from 'scim-gateway/plugin';
import type { AttemptFailure, FailureKind } from './attempt-failure.js';
import type { Incoming } from './exchange.js';
import { LostAnswer } from './lost-answer.js';
import { retryAfterMs, wholeSeconds } from './retry-after.js';

/** What of a request an error depends on. */
export interface Asked {
  readonly method: string;
  readonly repeatable: boolean;
  /** Who was asked, where it is not the application itself. */
  readonly of?: string;
}

/** How long to wait after a 429 that does not say it. */
const UNSAID_MS = 5_000;
const APPLICATION = 'The application';
const lost = 'The application may have done this, but its answer was lost; look before you ask again.';

/** What went wrong on the way, as the gateway says it; the client learns nothing of the inside, the log has the cause. */
export function errorOfFailure(failure: AttemptFailure, { repeatable, of = APPLICATION }: Asked): PluginError {
  const { sent, kind } = failure;
  // What a proxy kept back did not go out.
  if (sent && !repeatable && kind !== 'proxy') return new LostAnswer(lost, { cause: failure });
  return failures[kind](of, failure);
}

const failures: { readonly [Kind in FailureKind]: (of: string, cause: AttemptFailure) => PluginError } = {
  connect: (of, cause) => new Unavailable(`${of} cannot be reached now; try again later.`, { cause }),
  reset: (of, cause) => new Unavailable(`${of} broke off its answer; try again later.`, { cause }),
  tls: (of, cause) => new BadGateway(`${of} and the gateway cannot make a secure connection.`, { cause }),
  proxy: (of, cause) => new BadGateway(`${of} cannot be reached: the way there is not open to the gateway.`, { cause }),
  malformed: (of, cause) => new BadGateway(`${of} answered what cannot be read.`, { cause }),
  tooLarge: (of, cause) => new BadGateway(`${of} answered more than the gateway takes.`, { cause }),
};

/** The error that a status means by itself; undefined: it is an answer to the request. */
export function errorOfStatus({ status, headers }: Incoming, asked: Asked, now: number): PluginError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const { method, repeatable, of = APPLICATION } = asked;
  const cause = new Error(explain(status, headers, `${of} answered ${method} with ${status}`));
  if (status === 401 || status === 403) {
    return new BadGateway(`${of} refuses the gateway's own credentials; its operator has to see to it.`, { cause });
  }
  const wait = retryAfterMs(headers['retry-after'], now);
  if (status === 429) {
    const retryAfter = wholeSeconds(wait ?? UNSAID_MS);
    return new TooManyRequests(`${of} takes no more requests for now; try again later.`, { cause, retryAfter });
  }
  if (status === 503) {
    return new Unavailable(`${of} is not available now; try again later.`, {
      cause,
      ...(wait !== undefined && { retryAfter: wholeSeconds(wait) }),
    });
  }
  // Something between answered for the application, which may have done what it was asked.
  if ((status === 502 || status === 504) && !repeatable) return new LostAnswer(lost, { cause });
  if (status >= 500) return new BadGateway(`${of} failed; the gateway's log has the status.`, { cause });
  if (status < 400) return new BadGateway(`${of} has moved; the operator of the gateway has to see to it.`, { cause });
  return undefined;
}

function explain(status: number, { location }: Incoming['headers'], said: string): string {
  if (status === 401) return `${said}: it does not accept the credentials under "auth" in the options of the plugin.`;
  if (status === 403) return `${said}: the credentials under "auth" in the options of the plugin may not do this.`;
  if (status >= 300 && status < 400) return `${said}, a redirect${placeOf(location)}: see "baseUrl" and "redirects".`;
  return `${said}.`;
}

/** Only the origin: the rest of a URL may hold what is personal. */
function placeOf(location: string | undefined): string {
  return location !== undefined && URL.canParse(location) ? ` to ${new URL(location).origin}` : '';
}
