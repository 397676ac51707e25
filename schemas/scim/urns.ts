/** The URNs that the protocol and its clients use. */
export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const SERVICE_PROVIDER_CONFIG = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
export const RESOURCE_TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
export const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
export const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
/** SCIM 1.1: one schema for users, groups, lists and errors. */
export const CORE_1_0 = 'urn:scim:schemas:core:1.0';
export const ENTERPRISE_1_0 = 'urn:scim:schemas:extension:enterprise:1.0';
/** Okta's extension of the service provider configuration. */
export const OKTA_PROVIDER_CONFIG = 'urn:okta:schemas:scim:providerconfig:1.0';
/** Okta's schemas for what its Governance tab discovers and assigns. */
export const OKTA_ROLE = 'urn:okta:scim:schemas:core:1.0:Role';
export const OKTA_ENTITLEMENT = 'urn:okta:scim:schemas:core:1.0:Entitlement';
