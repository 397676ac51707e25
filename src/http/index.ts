export { type BasePath, basePathsOf } from './base-path.js';
export type { ServedConnector } from './connector-scope.js';
export { createServer, type ServerOptions } from './server.js';
