import type { Change, StoredRecord } from '../plugin/index.js';
import type { Resource } from '../scim/index.js';

/** A change of one resource, ready to be made: everything has been checked but what guards it. */
export type PlannedChange =
  | { readonly operation: 'create'; readonly after: Resource; readonly record: StoredRecord }
  | {
      readonly operation: 'update';
      readonly id: string;
      /** As far as it was read: members are not read to add one. */
      readonly before: Resource;
      readonly after: Resource;
      readonly change: Change;
    }
  | {
      readonly operation: 'delete';
      readonly id: string;
      /** undefined: nothing asked for it. */
      readonly before: Resource | undefined;
    };

export type PlannedUpdate = Extract<PlannedChange, { readonly operation: 'update' }>;
