import type { JsonObject, JsonValue } from '../scim/index.js';
import type { Method } from '../verify/exchange.js';

/** A replay profile, as `schemas/replay-profile.ts` describes it. */
export interface Profile {
  readonly name: string;
  readonly title?: string;
  readonly scimVersion?: '1.1' | '2.0';
  readonly source?: string;
  readonly vars?: { readonly [name: string]: string };
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name: string;
  readonly method: Method;
  /** Behind the base URL, encoded, with its query. */
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  /** A text is sent as it is. */
  readonly body?: JsonValue;
  readonly optional?: boolean;
  /** Why it is not played. */
  readonly skip?: string;
  readonly expect: Expectation;
  /** By name of a variable: the path of its value in the answer. */
  readonly save?: { readonly [variable: string]: string };
  /** What a recording heard. */
  readonly recorded?: { readonly status: number; readonly body?: JsonValue };
  readonly note?: string;
}

export interface Expectation {
  readonly status: readonly number[];
  readonly body?: JsonObject;
  readonly headers?: JsonObject;
  readonly maxMs?: number;
}

/** A file that cannot be played. */
export class ProfileUnusable extends Error {
  constructor(file: string, reason: string) {
    super(`${file} cannot be played: ${reason}.`);
    this.name = 'ProfileUnusable';
  }
}
