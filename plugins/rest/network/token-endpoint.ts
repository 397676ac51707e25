import { BadGateway } from 'scim-gateway/plugin';
import type { Incoming } from './exchange.js';
import type { AuthOptions } from './options.js';
import { errorOfStatus } from './plugin-errors.js';
import type { Token } from './token-source.js';

export type OAuth2Options = Extract<AuthOptions, { readonly type: 'oauth2' }>;

/** A request to the token endpoint, as a form (RFC 6749 section 4.4.2, 6). */
export interface TokenRequest {
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** A token may be asked for again. */
export const tokenAsked = { method: 'POST', repeatable: true, of: 'The authorization server' } as const;

/**
 * Speaks with a token endpoint. The authorization server may give out a new refresh token with each answer, which is
 * used from then on; it lives as long as the gateway does.
 */
export class TokenEndpoint {
  readonly #options: OAuth2Options;
  #refreshToken: string | undefined;

  /** @throws Error a sentence for the operator, where options are missing */
  constructor(options: OAuth2Options) {
    if (options.grant === 'refresh_token' && options.refreshToken === undefined) {
      throw new Error('"auth" has the grant "refresh_token" and no "refreshToken".');
    }
    if (options.grant !== 'refresh_token' && options.clientSecret === undefined) {
      throw new Error('"auth" has the grant "client_credentials" and no "clientSecret".');
    }
    this.#options = options;
    this.#refreshToken = options.refreshToken;
  }

  request(): TokenRequest {
    const { grant, clientId, clientSecret, clientAuthentication, scope, parameters = {} } = this.#options;
    const inHeader = clientAuthentication !== 'body' && clientSecret !== undefined;
    const form = new URLSearchParams({
      ...parameters,
      grant_type: grant ?? 'client_credentials',
      ...(scope !== undefined && { scope }),
      ...(grant === 'refresh_token' && { refresh_token: this.#refreshToken ?? '' }),
      ...(!inHeader && { client_id: clientId }),
      ...(!inHeader && clientSecret !== undefined && { client_secret: clientSecret }),
    });
    return {
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(inHeader && { authorization: basic(formEncoded(clientId), formEncoded(clientSecret)) }),
      },
      body: form.toString(),
    };
  }

  /**
   * The token in an answer.
   * @throws BadGateway, Unavailable, TooManyRequests
   */
  read(answer: Incoming, now: number): Token {
    const { status, body } = answer;
    const fields = parse(body);
    if (status >= 400 && status < 500 && status !== 429) {
      throw new BadGateway('The authorization server refuses the gateway; its operator has to see to it.', {
        cause: new Error(
          `The token endpoint answered with ${status}${errorCodeOf(fields)}: see "auth" in the options of the plugin.`,
        ),
      });
    }
    const error = errorOfStatus(answer, tokenAsked, now);
    if (error) throw error;
    const { access_token: accessToken, token_type: type = 'bearer', expires_in: seconds, refresh_token: next } = fields;
    if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken) || !/^bearer$/i.test(String(type))) {
      throw new BadGateway('The authorization server gave the gateway no token that it can use.', {
        cause: new Error('The answer of the token endpoint has no "access_token" of the type "Bearer".'),
      });
    }
    if (typeof next === 'string' && next !== '') this.#refreshToken = next;
    const lifeMs = Number(seconds) * 1000;
    return { accessToken, ...(lifeMs > 0 && { lifeMs }) };
  }
}

export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Client id and secret are form-encoded before they go into the header (RFC 6749 section 2.3.1). */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

function parse(body: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Its own word for what is wrong (RFC 6749 section 5.2); nothing else of an answer is told. */
function errorCodeOf({ error }: { readonly [name: string]: unknown }): string {
  return typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? ` and "${error}"` : '';
}
