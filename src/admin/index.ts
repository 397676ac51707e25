/** What operators and their tools ask: is it alive, is it ready, how is it doing. Never what clients ask. */
export { type AdminServer, type AdminSource, createAdminServer } from './admin-server.js';
export { createReadiness, type Readiness, type ReadinessCheck } from './readiness.js';
