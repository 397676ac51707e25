export { ConfigError, type ConfigSource, type Fault } from './config-error.js';
export { explain } from './explain.js';
export { escapePointer } from './interpolate.js';
export {
  type ConnectorConfig,
  type LoadedConfig,
  type LoadOptions,
  loadConfig,
  type Overrides,
  resolveConfig,
} from './load-config.js';
export { type Validated, validate } from './validate.js';
