/** A conditional request (RFC 7644 section 3.14): the values of its headers. */
export interface Preconditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
}

/** The weak ETag of a version; one that is an ETag already stays as it is. */
export function toEntityTag(version: string): string {
  return entityTag.test(version)
    ? version
    : `W/"${version.replace(/[^!#-~]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)}"`;
}

/**
 * Whether a list of ETags from `If-Match` or `If-None-Match` names this one, `*` any. Weak and strong ones are the same:
 * a version stands for what the resource says, not for the bytes of an answer.
 * @param tag undefined where the resource has no version
 */
export function namesEntityTag(header: string, tag: string | undefined): boolean {
  if (header.trim() === '*') return true;
  if (tag === undefined) return false;
  const wanted = opaque(tag);
  return (header.match(listedTags) ?? []).some((listed) => opaque(listed) === wanted);
}

const entityTag = /^(W\/)?"[!#-~\x80-\xff]*"$/;
const listedTags = /(W\/)?"[^"]*"/g;

function opaque(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
