export { checkMapping } from './check-mapping.js';
export { compileMapping } from './compile-mapping.js';
export type { CompiledMapping, MappedFilter, OnExpressionFault, StoreMeta } from './compiled-mapping.js';
export type { AttributeRule, Mapping, MappingFault, ResourceMappingConfig } from './config.js';
export { extensionSchemas } from './extension-schemas.js';
export { recordUse } from './record-use.js';
