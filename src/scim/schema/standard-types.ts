import { commonAttributes as commonSources } from '../../../schemas/scim/common.js';
import { enterpriseUserSchema } from '../../../schemas/scim/enterprise-user.js';
import { groupSchema } from '../../../schemas/scim/group.js';
import { ENTERPRISE_USER, GROUP, USER } from '../../../schemas/scim/urns.js';
import { userSchema } from '../../../schemas/scim/user.js';
import type { Attribute, ResourceType, Schema } from './attribute.js';
import { defineAttribute, defineSchema } from './define-schema.js';

/** Attributes of every resource (RFC 7643 section 3). */
export const commonAttributes: readonly Attribute[] = commonSources.map(defineAttribute);

/** User, EnterpriseUser and Group as RFC 7643 section 8.7.1 has them. */
export const standardSchemas: readonly Schema[] = [userSchema, enterpriseUserSchema, groupSchema].map(defineSchema);

/** RFC 7643 section 8.6. */
export const standardTypes: readonly ResourceType[] = [
  {
    name: 'User',
    endpoint: '/Users',
    description: 'A person who uses the application.',
    schema: USER,
    schemaExtensions: [{ schema: ENTERPRISE_USER, required: false }],
  },
  {
    name: 'Group',
    endpoint: '/Groups',
    description: 'A group of people.',
    schema: GROUP,
    schemaExtensions: [],
  },
];
