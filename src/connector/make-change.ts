import { getField, type StoredRecord } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import { attributeChanges } from './attribute-changes.js';
import type { Collection } from './collection.js';
import type { Reservation } from './guards.js';
import type { PlannedChange } from './planned-change.js';
import { toScimError } from './plugin-error.js';
import { asSeen } from './references.js';
import { removalsOf } from './removals.js';
import type { RequestCall } from './request-call.js';
import { attachGroups } from './user-groups.js';

/**
 * Makes a planned change, unless something guards against it: protected resources, then the rails, then an audit that
 * cannot be written. In a dry run it is shown in the log and on the call, and not made.
 * @param make asks the store
 * @returns the record that the store answers with; undefined where it does not say, or in a dry run
 * @throws ScimError 403 where a guard refuses, 503 where the audit cannot be written, and what the application answers
 */
export async function makeChange(
  collection: Collection,
  planned: PlannedChange,
  call: RequestCall,
  make: () => StoredRecord | undefined | Promise<StoredRecord | undefined>,
): Promise<StoredRecord | undefined> {
  await refuseProtected(collection, planned, call);
  const reservations = await reserve(collection, planned, call);
  let made = false;
  try {
    if (call.dryRun) {
      plan(collection, planned, call);
      return undefined;
    }
    const { audit } = collection.guards;
    const settle = await audit?.intend({
      call,
      resourceType: collection.type.resourceType.name,
      operation: planned.operation,
      id: planned.operation === 'create' ? undefined : planned.id,
      subject: subjectOf(planned),
      changes: attributeChanges(collection, planned),
    });
    let record: StoredRecord | undefined;
    try {
      record = await make();
    } catch (error) {
      const { status } = toScimError(error);
      // A store that was cut off may have made the change all the same.
      made = status === 504 || status === 499;
      settle?.({ outcome: 'failed', status });
      throw error;
    }
    made = true;
    settle?.({ outcome: 'done', id: idOf(collection, planned, record) });
    return record;
  } finally {
    if (!made) for (const reservation of reservations) reservation.release();
  }
}

function subjectOf(planned: PlannedChange): string | undefined {
  const resource = planned.operation === 'create' ? planned.after : planned.before;
  const name = resource?.userName ?? resource?.displayName;
  return typeof name === 'string' ? name : undefined;
}

/** Empty where the application does not say under which id it made the resource. */
function idOf({ mapping }: Collection, planned: PlannedChange, record: StoredRecord | undefined): string {
  if (planned.operation !== 'create') return planned.id;
  return record ? String(getField(record, mapping.key) ?? '') : '';
}

async function refuseProtected(collection: Collection, planned: PlannedChange, call: RequestCall): Promise<void> {
  const { name } = collection.type.resourceType;
  const protections = collection.guards.protect[name];
  if (!protections || planned.operation === 'create' || !planned.before) return;
  let resource = await asSeen(collection, planned.before, call);
  if (protections.some(({ attributes }) => attributes.has('groups'))) {
    [resource = resource] = await attachGroups(collection, [resource], call);
  }
  if (!protections.some(({ matches }) => matches(resource))) return;
  throw new ScimError(403, `This ${name} is protected: the gateway does not change it.`);
}

async function reserve(
  collection: Collection,
  planned: PlannedChange,
  call: RequestCall,
): Promise<readonly Reservation[]> {
  const { rails } = collection.guards;
  // What is not made is not counted.
  if (!rails || call.dryRun) return [];
  const reservations: Reservation[] = [];
  try {
    for (const removal of await removalsOf(collection, planned, rails, call)) {
      reservations.push(await rails.reserve(removal, call));
    }
  } catch (error) {
    for (const reservation of reservations) reservation.release();
    throw error;
  }
  return reservations;
}

function plan(collection: Collection, planned: PlannedChange, call: RequestCall): void {
  const change = {
    operation: planned.operation,
    resourceType: collection.type.resourceType.name,
    ...(planned.operation !== 'create' && { id: planned.id }),
    changes: attributeChanges(collection, planned),
  };
  call.plan(change);
  call.log.info({ change }, 'dry run: this change was not made');
}
