import { BadGateway, type Logger, TooManyRequests } from 'scim-gateway/plugin';
import { untilAborted } from './abort.js';

/** A token as an authorization server gave it out. */
export interface Token {
  readonly accessToken: string;
  /** Milliseconds for which it is good; undefined: until it is refused. */
  readonly lifeMs?: number;
}

export interface TokenSourceParts {
  /** Asks the authorization server. */
  fetch(): Promise<Token>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  readonly log: Logger;
}

interface Held {
  readonly accessToken: string;
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** What failed is not tried again at once: authorization servers lock out who asks again and again. */
const RETRY_MS = 5_000;
/** So long before it expires a token is renewed, but no earlier than after four fifths of its life. */
const MARGIN_MS = 60_000;

/** Keeps the one token that all calls share: fetched once for all that wait, renewed in good time. */
export class TokenSource {
  readonly #parts: TokenSourceParts;
  #held: Held | undefined;
  #fetching: Promise<string> | undefined;
  #failure: { readonly at: number; readonly error: unknown } | undefined;

  #refusedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: TokenSourceParts) {
    this.#parts = parts;
  }

  /**
   * The token, at once where there is a good one.
   * @throws BadGateway the authorization server refuses; Unavailable it cannot be asked; the signal's reason
   */
  get(signal: AbortSignal): string | Promise<string> {
    const held = this.#held;
    const now = this.#parts.now();
    const failure = this.#failure && now < this.#failure.at + RETRY_MS ? this.#failure : undefined;
    if (!held || now >= held.expiresAt) {
      // What is away for a moment only is asked again at once.
      if (failure?.error instanceof BadGateway || failure?.error instanceof TooManyRequests) throw failure.error;
      return untilAborted(this.#fetch(), signal);
    }
    if (now >= held.renewAt && !failure) this.#renew();
    return held.accessToken;
  }

  /**
   * The application refused this token: the next one who asks gets another. false: that one was got for one that was
   * refused just before, so it is not the token that is wrong.
   */
  refused(token: string): boolean {
    if (this.#held?.accessToken !== token) return true;
    const now = this.#parts.now();
    if (now < this.#refusedAt + RETRY_MS) return false;
    this.#refusedAt = now;
    this.#held = undefined;
    return true;
  }

  /** Nobody waits for it: the one that is held is good for a while. */
  #renew(): void {
    this.#fetch().catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'the access token could not be renewed yet');
    });
  }

  #fetch(): Promise<string> {
    this.#fetching ??= this.#ask().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #ask(): Promise<string> {
    const asked = this.#parts.now();
    try {
      const { accessToken, lifeMs = Number.POSITIVE_INFINITY } = await this.#parts.fetch();
      const expiresAt = asked + lifeMs;
      this.#held = { accessToken, expiresAt, renewAt: expiresAt - Math.min(MARGIN_MS, lifeMs / 5) };
      this.#failure = undefined;
      return accessToken;
    } catch (error) {
      this.#failure = { at: this.#parts.now(), error };
      throw error;
    }
  }
}
