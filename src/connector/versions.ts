import { hash } from 'node:crypto';
import { getField, type StoredRecord } from '../plugin/index.js';
import { type JsonObject, namesEntityTag, type Preconditions, type Resource, ScimError } from '../scim/index.js';
import type { Collection } from './collection.js';

/** The ETag of a resource, where it is known. */
export function versionOf({ meta }: Resource): string | undefined {
  const version = (meta as JsonObject | undefined)?.version;
  return typeof version === 'string' ? version : undefined;
}

/**
 * The resource with a version made of its content, for stores that keep none.
 * @param resource all of it; what it says of other resources (`groups`) does not count
 */
export function withContentVersion(resource: Resource): Resource {
  const { groups: _groups, ...content } = resource;
  const digest = hash('sha256', JSON.stringify(content), 'base64url').slice(0, 22);
  return { ...resource, meta: { ...(resource.meta as JsonObject | undefined), version: `W/"${digest}"` } };
}

/** The fields to read so that the preconditions can be judged: all, where the version is made of the content. */
export function fieldsForVersion(
  { keepsVersions, wholeFields }: Collection,
  fields: readonly string[] | undefined,
  { ifMatch, ifNoneMatch }: Preconditions,
): readonly string[] | undefined {
  return keepsVersions || (ifMatch === undefined && ifNoneMatch === undefined) ? fields : wholeFields;
}

/**
 * Refuses a change whose preconditions the resource does not meet (RFC 7644 section 3.14).
 * @param resource as it is now, read with {@link fieldsForVersion}
 * @returns the version that the store is to compare, where the client named one and the store keeps versions
 * @throws ScimError 412
 */
export function requireVersion(
  { keepsVersions, store, type }: Collection,
  { record, resource }: { readonly record: StoredRecord; readonly resource: Resource },
  { ifMatch, ifNoneMatch }: Preconditions,
): { readonly version?: string } {
  if (ifMatch === undefined && ifNoneMatch === undefined) return {};
  const tag = versionOf(keepsVersions ? resource : withContentVersion(resource));
  const { name } = type.resourceType;
  if (ifMatch !== undefined && !namesEntityTag(ifMatch, tag)) {
    throw new ScimError(412, `The ${name} has changed since it was read; read it again.`);
  }
  if (ifNoneMatch !== undefined && namesEntityTag(ifNoneMatch, tag)) {
    throw new ScimError(412, `The ${name} is at the version that If-None-Match excludes.`);
  }
  const field = store.meta?.version;
  const version = ifMatch === undefined || field === undefined ? undefined : getField(record, field);
  return typeof version === 'string' ? { version } : {};
}
