import type { BulkLimits } from './bulk-request.js';

/** What a service provider says about itself (RFC 7643 section 5), in neither dialect's form. */
export interface ProviderFacts {
  /** Resources in one answer at most. */
  readonly maxResults: number;
  readonly patch: boolean;
  readonly bulk: BulkLimits;
  readonly sort: boolean;
  readonly etag: boolean;
  readonly pagination: PaginationFacts;
  readonly changePassword: boolean;
  readonly documentationUri?: string;
  readonly authenticationSchemes: readonly AuthenticationScheme[];
  /** Okta's user management capabilities. */
  readonly capabilities: readonly string[];
}

/** RFC 9865 section 4. */
export interface PaginationFacts {
  readonly cursor: boolean;
  readonly index: boolean;
  readonly defaultPaginationMethod: 'cursor' | 'index';
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
  /** Seconds that a cursor may lie unused. */
  readonly cursorTimeout: number;
}

/** RFC 7643 section 5, `authenticationSchemes`. */
export interface AuthenticationScheme {
  readonly type: 'httpbasic' | 'oauthbearertoken' | 'oauth2' | 'oauth' | 'httpdigest';
  readonly name: string;
  readonly description: string;
}
