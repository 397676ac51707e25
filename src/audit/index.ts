/** Who changed what: an append-only file of JSON Lines whose lines vouch for each other. */

export { type Audit, type AuditSettings, createAudit } from './audit-file.js';
export { auditFiles } from './audit-files.js';
export type { AuditLine, IntentLine, OutcomeLine } from './audit-line.js';
export { createAuditTrail } from './audit-trail.js';
export { type AuditEntry, type AuditQuery, readEntries } from './read-entries.js';
export { type AuditVerdict, verifyAudit } from './verify-audit.js';
