/**
 * A client that finds out how well a SCIM server keeps to the standards and to the habits of identity providers. It knows
 * the protocol (`src/scim`) and nothing of this gateway's server side.
 */
export { type Baseline, readBaseline, worseThan } from './baseline.js';
export type { Check, CheckContext, Suite } from './check.js';
export { CannotVerify } from './mismatch.js';
export type { Report, ReportedCheck } from './report.js';
export { formatOfEnding, type ReportFormat, writeReport } from './reports/index.js';
export { headline, orderedFailures } from './reports/words.js';
export { suites } from './suites/index.js';
export { type VerifyEvent, type VerifyOptions, verify } from './verify.js';
export type { ScimVersion } from './wire.js';
