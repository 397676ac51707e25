import { oktaEntitlementSchema, oktaRoleSchema } from '../../../schemas/scim/okta.js';
import type { Schema } from './attribute.js';
import { defineSchema } from './define-schema.js';

/** Okta's Role and Entitlement: resource types of a connector may name them by their URNs. */
export const oktaSchemas: readonly Schema[] = [oktaRoleSchema, oktaEntitlementSchema].map(defineSchema);
