export { Breather } from './breather.js';
export type { Caller } from './caller.js';
export type { Capability } from './capabilities.js';
export type { Collection } from './collection.js';
export { Connector } from './connector.js';
export { createResource } from './create.js';
export { deleteResource } from './delete.js';
export { type Explained, explainQuestion, explainSent, explainStored } from './explain.js';
export {
  type AuditedChange,
  type AuditTrail,
  type Guards,
  noGuards,
  type Outcome,
  type Rails,
  type Removal,
  type Reservation,
} from './guards.js';
export { type ListRequest, type ListResult, listResources } from './list.js';
export { listAllResources } from './list-all.js';
export { openCollections, type TypeSetup } from './open-collections.js';
export { patchResource } from './patch.js';
export { toScimError } from './plugin-error.js';
export { compileProtections } from './protections.js';
export { readResource } from './read.js';
export { replaceResource } from './replace.js';
export { type CallOrigin, type CallTrouble, RequestCall } from './request-call.js';
export { setUpTypes, type TypesConfig } from './set-up-types.js';
export { ToleranceUse } from './tolerance-use.js';
export { versionOf } from './versions.js';
