/** RFC 7643 section 4.3. */
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** The schema of Okta's on-premises apps for what SCIM has no name for; any other client takes it as well. */
export const CUSTOM = 'urn:okta:onprem_app:1.0:user:custom';
