/** What plugin authors import: `scim-gateway/plugin`. It imports nothing above it. */
export type {
  Adapter,
  Call,
  Finding,
  FindResult,
  Host,
  Logger,
  OperationNote,
  Plugin,
  RecordUse,
  Store,
} from './contract.js';
export { CONTRACT_VERSION } from './contract.js';
export { definePlugin } from './define-plugin.js';
export {
  BadGateway,
  Conflict,
  InvalidValue,
  NotFound,
  NotSupported,
  PluginError,
  TooManyRequests,
  Unavailable,
  VersionMismatch,
} from './errors.js';
export { compareValues, compileFieldFilter, getField } from './field-filter.js';
export { type FilterLeaf, mapFilter, type SplitFilter, splitFilter, walkFilter } from './filter-tree.js';
export type { CompareOperator, CompareType, FieldComparison, FieldFilter, FieldSort, Query } from './query.js';
export { compileFieldSort, queryRecords, type WholeAnswer } from './query-records.js';
export type { Change, FieldValue, ListChange, StoredRecord } from './record.js';
export { applyChange, changeList, elementKey, splitList } from './record.js';
export { Secret } from './secret.js';
export { durationSchema, sizeSchema, toBytes, toMilliseconds } from './units.js';
