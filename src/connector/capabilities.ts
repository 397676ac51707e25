import type { Store } from '../plugin/index.js';
import type { Collection } from './collection.js';

/** One of Okta's user management capabilities, and why the connector does not have it. */
export interface Capability {
  readonly name: string;
  readonly supported: boolean;
  /** A sentence; only where it is not supported. */
  readonly reason?: string;
}

/** `read`: by `get`, or else by `find`. */
type Operation = 'read' | 'find' | 'insert' | 'update' | 'remove';

interface Requirement {
  readonly type: 'User' | 'Group';
  readonly operations?: readonly Operation[];
  /** Attributes that the mapping must write to a field. */
  readonly writes?: readonly string[];
  /** The store must know when a record last changed. */
  readonly lastModified?: true;
}

/**
 * What each capability asks of a connector: the methods of Okta's SCIMService behind it (Provisioning Connector SDK,
 * README), said in store operations.
 */
const requirements: { readonly [capability: string]: Requirement } = {
  GROUP_PUSH: { type: 'Group', operations: ['find', 'insert', 'update', 'remove'], writes: ['displayName', 'members'] },
  IMPORT_NEW_USERS: { type: 'User', operations: ['find'] },
  IMPORT_PROFILE_UPDATES: { type: 'User', operations: ['read'] },
  OPP_SCIM_INCREMENTAL_IMPORTS: { type: 'User', operations: ['find'], lastModified: true },
  PUSH_NEW_USERS: { type: 'User', operations: ['find', 'insert'] },
  PUSH_PASSWORD_UPDATES: { type: 'User', operations: ['update'], writes: ['password'] },
  PUSH_PENDING_USERS: { type: 'User', operations: ['find', 'insert', 'update'], writes: ['active'] },
  PUSH_PROFILE_UPDATES: { type: 'User', operations: ['update'] },
  PUSH_USER_DEACTIVATION: { type: 'User', operations: ['update'], writes: ['active'] },
  REACTIVATE_USERS: { type: 'User', operations: ['update'], writes: ['active'] },
};

/** Okta's capabilities as the stores and the mapping of a connector really have them. */
export function capabilitiesOf(collections: ReadonlyMap<string, Collection>): readonly Capability[] {
  return Object.entries(requirements).map(([name, requirement]) => {
    const reason = missing(requirement, collections.get(requirement.type));
    return reason === undefined ? { name, supported: true } : { name, supported: false, reason };
  });
}

function missing({ type, operations, writes, lastModified }: Requirement, collection?: Collection): string | undefined {
  if (!collection) return `The plugin has no store for ${type}.`;
  const { store, mapping, guards } = collection;
  if (guards.readOnly && operations?.some((operation) => operation !== 'read' && operation !== 'find')) {
    return 'The connector is read-only.';
  }
  const lacking = (operations ?? []).filter((operation) => !can(store, operation));
  if (lacking.length > 0) return `The plugin's store for ${type} has no ${lacking.join(', no ')}.`;
  const unmapped = (writes ?? []).filter((path) => !mapping.has(path, 'write'));
  if (unmapped.length > 0) return `No field of the ${type} mapping is written by ${unmapped.join(' or by ')}.`;
  if (lastModified && store.meta?.lastModified === undefined) {
    return `The plugin's store for ${type} does not know when a record last changed.`;
  }
  return undefined;
}

function can(store: Store, operation: Operation): boolean {
  return operation === 'read' ? (store.get ?? store.find) !== undefined : store[operation] !== undefined;
}
