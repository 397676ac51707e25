/** What a service provider says about itself (RFC 7643 section 5), in neither dialect's form. */
export interface ProviderFacts {
  /** Resources in one answer at most. */
  readonly maxResults: number;
  readonly patch: boolean;
  readonly sort: boolean;
  readonly etag: boolean;
  readonly changePassword: boolean;
  readonly documentationUri?: string;
  readonly authenticationSchemes: readonly AuthenticationScheme[];
  /** Okta's user management capabilities. */
  readonly capabilities: readonly string[];
}

/** RFC 7643 section 5, `authenticationSchemes`. */
export interface AuthenticationScheme {
  readonly type: 'httpbasic' | 'oauthbearertoken' | 'oauth2' | 'oauth' | 'httpdigest';
  readonly name: string;
  readonly description: string;
}
