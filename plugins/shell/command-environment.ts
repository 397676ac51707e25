import type { ShellRequest } from './request.js';

const MAX_ID_LENGTH = 256;

/** Short facts of a request as environment variables: never a record, never a secret. */
export function commandEnvironment(request: ShellRequest): { readonly [name: string]: string } {
  const { operation, resourceType, id, member, requestId, deadline } = request;
  return {
    SCIM_OPERATION: operation,
    ...(resourceType !== undefined && { SCIM_RESOURCE_TYPE: resourceType }),
    ...(isShort(id) && { SCIM_ID: id }),
    ...(isShort(member) && { SCIM_MEMBER: member }),
    SCIM_REQUEST_ID: requestId,
    SCIM_DEADLINE: String(deadline),
  };
}

/** Longer ones, and those with control characters in them, stand on stdin only. */
function isShort(value: string | undefined): value is string {
  return value !== undefined && value.length <= MAX_ID_LENGTH && !/[\p{Cc}\p{Surrogate}]/u.test(value);
}
