export { checkMapping } from './check-mapping.js';
export { checkReferences } from './check-references.js';
export { compileMapping } from './compile-mapping.js';
export type {
  CompiledMapping,
  MappedFilter,
  MappedReference,
  OnExpressionFault,
  StoreMeta,
} from './compiled-mapping.js';
export type { AttributeRule, Mapping, MappingFault, ResourceMappingConfig } from './config.js';
export { explainFilter } from './explain-filter.js';
export { explainRecord } from './explain-record.js';
export { explainResource } from './explain-resource.js';
export type { DroppedValue, FilterStory, RecordStory, ResourceStory } from './explanation.js';
export { extensionSchemas } from './extension-schemas.js';
export { recordUse } from './record-use.js';
export { referencesOf } from './reference.js';
