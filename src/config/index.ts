export { ConfigError, type ConfigSource, type Fault } from './config-error.js';
export { explain } from './explain.js';
export { interpolate } from './interpolate.js';
export { escapePointer } from './json-pointer.js';
export { keepUntilRestart } from './keep-until-restart.js';
export { type LoadOptions, loadConfig } from './load-config.js';
export { type ConnectorConfig, type LoadedConfig, type Overrides, resolveConfig } from './resolve-config.js';
export { type Validated, validate } from './validate.js';
export { watchConfig } from './watch-config.js';
