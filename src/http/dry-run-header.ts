/** Says which changes a dry run would have made: a JSON array of operation, resource type, id and attribute changes. */
export const DRY_RUN_HEADER = 'scim-gateway-dry-run';

/** Proxies and clients refuse longer headers. */
const MAX_LENGTH = 4096;

/** The changes as a header can hold them: ASCII, and their number only where they are too many. The log has them all. */
export function dryRunHeader(plans: readonly object[]): string {
  const text = JSON.stringify(plans).replace(/[^\x20-\x7e]/g, escapeUnit);
  return text.length <= MAX_LENGTH ? text : JSON.stringify([{ changes: plans.length, shown: 'in the log' }]);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
