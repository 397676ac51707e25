/** The tests that every plugin passes: `scim-gateway/testkit`. */
export { ContractBroken } from './contract-broken.js';
export { type ReadyCheck, readyChecks } from './run-checks.js';
export type { KitSettings, Trouble } from './settings.js';
export { type TestContext, testPlugin } from './test-plugin.js';
