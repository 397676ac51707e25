import type { ScimError } from '../errors.js';
import type { BulkResult } from '../messages/bulk-result.js';
import type { ProviderFacts } from '../messages/provider-facts.js';
import type { JsonObject, Resource } from '../resource.js';
import type { ResourceType, Schema } from '../schema/attribute.js';
import type { CompiledType } from '../schema/compile-type.js';

export interface ListMessage {
  /** Written by the same dialect. */
  readonly resources: readonly JsonObject[];
  readonly totalResults: number;
  /** Absent where the client pages by cursors. */
  readonly startIndex?: number;
  readonly itemsPerPage: number;
  /** Of the next page (RFC 9865). */
  readonly nextCursor?: string;
}

/** Where a resource is, for its `meta.location` and the `$ref`s in it. */
export interface Location {
  readonly location: string;
  /** The base URL, without a slash at its end. */
  readonly base: string;
}

/** A wire form: how requests are brought into the 2.0 model and answers out of it. */
export interface Dialect {
  readonly version: '1.1' | '2.0';
  readonly mediaType: string;
  /** The body of a create or replace as a 2.0 resource; what is no object comes back as it is. */
  readResource(body: unknown, type: CompiledType): unknown;
  /** The body of a PATCH as a 2.0 PatchOp message. */
  readPatch(body: unknown, type: CompiledType): unknown;
  writeResource(resource: Resource, type: CompiledType, location: Location): JsonObject;
  writeList(list: ListMessage): JsonObject;
  writeError(error: ScimError): JsonObject;
  writeBulk(results: readonly BulkResult[]): JsonObject;
  writeServiceProviderConfig(facts: ProviderFacts, location: string): JsonObject;
  /** @param endpoint of the resources that have it: 1.1 knows a schema by its resources */
  writeSchema(schema: Schema, location: string, endpoint: string): JsonObject;
  writeResourceType(type: ResourceType, location: string): JsonObject;
}
