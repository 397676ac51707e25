import {
  CORE_1_0,
  ENTERPRISE_1_0,
  ENTERPRISE_USER,
  ERROR,
  GROUP,
  LIST_RESPONSE,
  PATCH_OP,
  SERVICE_PROVIDER_CONFIG,
  USER,
} from '../../schemas/scim/urns.js';

export type ScimVersion = '1.1' | '2.0';

/** What the two versions call the same things. */
export interface Wire {
  readonly version: ScimVersion;
  readonly mediaType: string;
  readonly configPath: string;
  readonly configSchema: string;
  readonly user: string;
  readonly group: string;
  readonly enterprise: string;
  readonly list: string;
  readonly error: string;
}

export const wires: { readonly [Version in ScimVersion]: Wire } = {
  '2.0': {
    version: '2.0',
    mediaType: 'application/scim+json',
    configPath: '/ServiceProviderConfig',
    configSchema: SERVICE_PROVIDER_CONFIG,
    user: USER,
    group: GROUP,
    enterprise: ENTERPRISE_USER,
    list: LIST_RESPONSE,
    error: ERROR,
  },
  '1.1': {
    version: '1.1',
    mediaType: 'application/json',
    configPath: '/ServiceProviderConfigs',
    configSchema: CORE_1_0,
    user: CORE_1_0,
    group: CORE_1_0,
    enterprise: ENTERPRISE_1_0,
    list: CORE_1_0,
    error: CORE_1_0,
  },
};

export { PATCH_OP };
export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
