import type { Client } from './client.js';
import type { Expect } from './expect.js';
import type { Make } from './make.js';
import type { ServerFacts } from './server-facts.js';
import type { ScimVersion, Wire } from './wire.js';

/** MUST and SHOULD as the standards say them; `habit`: what a client relies on all the same. */
export type Level = 'MUST' | 'SHOULD' | 'habit';

/**
 * What a server must offer for a check to mean something. `write`: changes are allowed and can be made; a feature:
 * announced, or (patch, filter) not denied.
 */
export type Need =
  | 'write'
  | 'User'
  | 'Group'
  | 'patch'
  | 'filter'
  | 'sort'
  | 'etag'
  | 'bulk'
  | 'cursor'
  | 'credentials';

/** One thing that a server should do. */
export interface Check {
  /** `suite.subject.detail` */
  readonly id: string;
  /** What is right, as a sentence without its dot. */
  readonly title: string;
  readonly level: Level;
  /** Where it is written. The versions that are named are those that it holds for. */
  readonly clause: { readonly [Version in ScimVersion]?: string };
  readonly needs?: readonly Need[];
  /** What goes wrong at a client where it is not so. */
  readonly why: string;
  /** @throws Mismatch, Skip; NoAnswer counts as a failure */
  run(context: CheckContext): Promise<void>;
}

/** Checks that are about the same area, in the order that they run in. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  /** What every check of it needs. */
  readonly needs?: readonly Need[];
  readonly checks: readonly Check[];
}

/** What a check works with. */
export interface CheckContext {
  readonly wire: Wire;
  readonly client: Client;
  readonly server: ServerFacts;
  readonly make: Make;
  readonly expect: Expect;
  /** Whether an attribute of users that this run sends is kept and shown; known where `write` is. */
  keeps(attribute: string): boolean;
  /** @throws Skip */
  skip(reason: string): never;
  /** Something that several checks read and none changes: made once, gone when the run ends. */
  shared<T>(key: string, make: () => Promise<T>): Promise<T>;
}
