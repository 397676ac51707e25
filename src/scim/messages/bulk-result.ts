import type { ScimError } from '../errors.js';

/** What became of one operation of a bulk request (RFC 7644 section 3.7.3). */
export interface BulkResult {
  readonly method: string;
  readonly bulkId?: string;
  readonly location?: string;
  readonly version?: string;
  readonly status: number;
  /** Where it failed. */
  readonly error?: ScimError;
}
