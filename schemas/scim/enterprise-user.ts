import type { SchemaSource } from './source.js';
import { ENTERPRISE_USER } from './urns.js';

/** RFC 7643 section 4.3. */
export const enterpriseUserSchema: SchemaSource = {
  id: ENTERPRISE_USER,
  name: 'EnterpriseUser',
  description: 'What an organisation knows of a person who works for it.',
  attributes: [
    { name: 'employeeNumber', description: 'The number or code that the organisation gave the person.' },
    { name: 'costCenter', description: 'The cost center.' },
    { name: 'organization', description: 'The organization.' },
    { name: 'division', description: 'The division.' },
    { name: 'department', description: 'The department.' },
    {
      name: 'manager',
      description: 'The person’s manager.',
      subAttributes: [
        { name: 'value', description: 'The id of the manager.' },
        { name: '$ref', type: 'reference', referenceTypes: ['User'], description: 'The URL of the manager.' },
        { name: 'displayName', mutability: 'readOnly', description: 'The name of the manager.' },
      ],
    },
  ],
};
