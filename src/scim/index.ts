/**
 * The SCIM protocol without a server: schemas, filters, PATCH, projections and the two wire forms (RFC 7643, RFC 7644,
 * SCIM 1.1). Published as `scim-gateway/scim`. Nothing here does I/O.
 */
export type { Dialect, ListMessage, Location } from './dialects/dialect.js';
export { dialect11 } from './dialects/dialect-11.js';
export { dialect20 } from './dialects/dialect-20.js';
export { ScimError, type ScimType } from './errors.js';
export type { AttributePath, ComparisonOperator, Filter } from './filter/ast.js';
export { compileFilter } from './filter/compile-filter.js';
export { type CompiledFilter, createFilterCache } from './filter/filter-cache.js';
export { filterPaths } from './filter/filter-paths.js';
export { narrowFilter } from './filter/narrow-filter.js';
export { type ParseOptions, parseFilter, parsePath } from './filter/parse-filter.js';
export { printFilter, printPath } from './filter/print-filter.js';
export { valuesAt } from './filter/values-at.js';
export { type BulkStep, planBulk } from './messages/bulk-plan.js';
export { bulkReferences, resolveReferences } from './messages/bulk-references.js';
export {
  type BulkLimits,
  type BulkOperation,
  type BulkRequest,
  type FaultyOperation,
  isFaulty,
  readBulkRequest,
} from './messages/bulk-request.js';
export type { BulkResult } from './messages/bulk-result.js';
export { namesEntityTag, type Preconditions, toEntityTag } from './messages/entity-tag.js';
export type { AuthenticationScheme, ProviderFacts } from './messages/provider-facts.js';
export { type QueryParameters, readSearchRequest } from './messages/search-request.js';
export { applyPatch } from './patch/apply-patch.js';
export { type MemberChanges, memberChanges } from './patch/member-changes.js';
export type { PatchOperation, PatchOptions } from './patch/operation.js';
export { parsePatch } from './patch/parse-patch.js';
export { type Page, readPage } from './query/page.js';
export { compileProjection, type Projection } from './query/projection.js';
export { type CompiledSort, compileSort } from './query/sort.js';
export type { JsonObject, JsonValue, Meta, Resource } from './resource.js';
export { resourceUrl } from './resource-url.js';
export type { Attribute, AttributeType, ResourceType, Schema } from './schema/attribute.js';
export { coerceValue } from './schema/coerce.js';
export { type CompiledType, compileType, type ResolvedAttribute } from './schema/compile-type.js';
export { defineSchema } from './schema/define-schema.js';
export { oktaSchemas } from './schema/okta-schemas.js';
export { standardSchemas, standardTypes } from './schema/standard-types.js';
export { type OnTolerated, refuseTolerances, type Tolerance, tolerances } from './schema/tolerances.js';
export { type ValidateOptions, validateResource } from './schema/validate.js';
