import { type Call, Conflict, NotFound } from 'scim-gateway/plugin';
import type { Operation } from '../operation.js';

/** The operations by which an API changes who is in a group. */
export interface MemberOperations {
  readonly add: Operation | undefined;
  readonly remove: Operation | undefined;
}

/** The members that one request names, where its template takes `{members}`. */
const MEMBERS_A_REQUEST = 100;

/**
 * Adds and removes members, one request for each, or for each hundred where the request names `{members}`. One who is
 * there already, and one who is not there any more, is no error (RFC 7644 section 3.5.2).
 */
export async function changeMembers(
  operations: MemberOperations,
  id: string,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  call: Call,
): Promise<void> {
  if (operations.remove) await each(operations.remove, id, remove, NotFound, call);
  if (operations.add) await each(operations.add, id, add, Conflict, call);
}

/** One after the other: many APIs lock the group for each. */
async function each(
  operation: Operation,
  id: string,
  members: readonly string[],
  already: typeof NotFound | typeof Conflict,
  call: Call,
): Promise<void> {
  const size = operation.request.names.has('members') ? MEMBERS_A_REQUEST : 1;
  for (let start = 0; start < members.length; start += size) {
    const some = members.slice(start, start + size);
    try {
      await operation.run({ id, member: some[0], members: some }, call);
    } catch (error) {
      if (!(error instanceof already)) throw error;
    }
  }
}
