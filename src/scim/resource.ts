/** JSON data as SCIM carries it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [name: string]: JsonValue | undefined };

/** RFC 7643 section 3.1: kept by the service provider, never by the client. */
export interface Meta {
  readonly resourceType: string;
  readonly created?: string;
  readonly lastModified?: string;
  readonly location?: string;
  readonly version?: string;
}

/**
 * A SCIM 2.0 resource as it travels inside the gateway: attribute names in the schema's own spelling, extension
 * attributes under their URN, dates as ISO 8601 texts, no `null` and no empty list (RFC 7643 2.5: the same as absent).
 */
export type Resource = { readonly [attribute: string]: JsonValue | undefined };
