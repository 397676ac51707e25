import type { SchemaSource } from './source.js';
import { OKTA_ENTITLEMENT, OKTA_ROLE } from './urns.js';

/** What Okta calls a role (its guide "Build a SCIM 2.0 server with entitlements"). */
export const oktaRoleSchema: SchemaSource = {
  id: OKTA_ROLE,
  name: 'Role',
  description: 'A role that people can have.',
  attributes: [
    { name: 'displayName', required: true, description: 'The name of the role.' },
    { name: 'description', description: 'What the role is for; Okta reads 1000 characters.' },
  ],
};

/** What Okta calls an entitlement: licenses, profiles, permission sets and whatever else people can be given. */
export const oktaEntitlementSchema: SchemaSource = {
  id: OKTA_ENTITLEMENT,
  name: 'Entitlement',
  description: 'Something that people can be given a right to.',
  attributes: [
    { name: 'displayName', required: true, description: 'The name of the entitlement.' },
    { name: 'type', required: true, description: 'Its kind: the name of its resource type.' },
    { name: 'description', description: 'What the entitlement is for; Okta reads 1000 characters.' },
  ],
};
