import type { JsonObject } from '../scim/index.js';
import type { ScimVersion } from './wire.js';

/** What a server may offer; undefined where it does not say. */
export interface Features {
  readonly patch: boolean | undefined;
  readonly bulk: boolean | undefined;
  readonly filter: boolean | undefined;
  readonly sort: boolean | undefined;
  readonly etag: boolean | undefined;
  readonly changePassword: boolean | undefined;
  readonly cursor: boolean | undefined;
}

/** A resource type that the server has. */
export interface ServedType {
  readonly name: string;
  /** Below the base URL, with a slash at its beginning. */
  readonly endpoint: string;
  readonly schema: string;
  readonly extensions: readonly string[];
}

/** What was found out about a server before the first check. */
export interface ServerFacts {
  readonly base: string;
  readonly version: ScimVersion;
  readonly config: JsonObject;
  readonly features: Features;
  readonly types: readonly ServedType[];
  /** By URN; empty where the server has none. */
  readonly schemas: ReadonlyMap<string, JsonObject>;
  /** The names of the schemes that it announces. */
  readonly authentication: readonly string[];
  /** Okta's capability names. */
  readonly capabilities: readonly string[];
  /** Whether the requests carry credentials. */
  readonly hasCredentials: boolean;
}

export function typeNamed(facts: ServerFacts, name: string): ServedType | undefined {
  return facts.types.find((type) => type.name === name);
}
