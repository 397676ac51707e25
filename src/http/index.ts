export { type BasePath, basePathsOf } from './base-path.js';
export type { ServedConnector } from './connector-scope.js';
export type { PlacedConnector } from './create-app.js';
export { limitsOf } from './limits.js';
export { createServer, type ServerOptions, type WebServer } from './server.js';
export { TlsPairUnusable } from './tls-pair.js';
