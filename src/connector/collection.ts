import type { CompiledMapping } from '../mapping/index.js';
import type { Store } from '../plugin/index.js';
import type { CompiledType, Filter, OnTolerated, Projection } from '../scim/index.js';
import type { createAnswerNeeds } from './answer-needs.js';
import type { Guards } from './guards.js';
import type { KeyedLocks } from './keyed-locks.js';
import type { Pages } from './pages.js';
import type { PreparedFilter } from './prepared-filter.js';

/** One resource type of one connector: the store behind it and everything that was compiled for it at start. */
export interface Collection {
  readonly type: CompiledType;
  readonly store: Store;
  readonly mapping: CompiledMapping;
  /** Compiles a client's filter, once for each text. Throws ScimError 400 `invalidFilter`. */
  readonly prepareFilter: (text: string) => PreparedFilter;
  /** What to show, from the query's `attributes` and `excludedAttributes`. */
  readonly projection: (attributes: string | undefined, excludedAttributes: string | undefined) => Projection;
  readonly needs: ReturnType<typeof createAnswerNeeds>;
  /** The fields of everything that a client may see of a resource; undefined: all. */
  readonly wholeFields: readonly string[] | undefined;
  /** The field of the key alone: what tells whether a record is there. */
  readonly keyFields: readonly string[];
  /** What is read of a resource to change it, where its members need not be known: all fields but theirs; undefined: all. */
  readonly fieldsWithoutMembers: readonly string[] | undefined;
  /** true: the store says of each record which version it is at. */
  readonly keepsVersions: boolean;
  /** Attribute paths whose values no two resources share. */
  readonly unique: readonly string[];
  /** The record's field that holds members, for types that have them. */
  readonly membersField?: string;
  readonly locks: KeyedLocks;
  readonly pages: Pages;
  /** true: writes are answered with the resource as the application now holds it; false: with what was sent. */
  readonly acceptUserUpdates: boolean;
  readonly onDelete: 'remove' | 'deactivate';
  readonly onRehire: 'conflict' | 'reactivate';
  readonly unknownMembers: 'refuse' | 'skip' | 'accept';
  readonly guards: Guards;
  /** Told of what a request needs beyond the standards; refuses what is switched off. */
  readonly onTolerated: OnTolerated;
  /** A filter that is parsed already; not kept. Throws ScimError 400 `invalidFilter`. */
  readonly prepareParsed: (filter: Filter) => PreparedFilter;
  /** The collection of a resource type. */
  readonly collectionOf: (resourceType: string) => Collection | undefined;
  /** The collections that members may be of. */
  readonly memberTypes: () => readonly Collection[];
  /** Where this type's resources can be members: `User.groups` is read from there. */
  readonly groups?: GroupsOfMembers;
}

/** The groups that a type's resources can be members of. */
export interface GroupsOfMembers {
  readonly collection: Collection;
  /** The fields that tell a group's id and name. */
  readonly fields: readonly string[] | undefined;
}
