import type { AttributeSource } from './source.js';

/** Attributes of every resource (RFC 7643 sections 3 and 3.1); they belong to no schema and are listed under none. */
export const commonAttributes: readonly AttributeSource[] = [
  {
    name: 'schemas',
    type: 'reference',
    referenceTypes: ['uri'],
    multiValued: true,
    returned: 'always',
    description: 'The schemas that the resource is made of.',
  },
  {
    name: 'id',
    mutability: 'readOnly',
    returned: 'always',
    caseExact: true,
    uniqueness: 'server',
    description: 'The name by which the server knows the resource; it never changes.',
  },
  { name: 'externalId', caseExact: true, description: 'The name by which the client knows the resource.' },
  {
    name: 'meta',
    mutability: 'readOnly',
    description: 'What the server knows about the resource.',
    subAttributes: [
      { name: 'resourceType', mutability: 'readOnly', caseExact: true, description: 'The type of the resource.' },
      { name: 'created', type: 'dateTime', mutability: 'readOnly', description: 'When the resource was made.' },
      { name: 'lastModified', type: 'dateTime', mutability: 'readOnly', description: 'When it last changed.' },
      { name: 'location', type: 'reference', referenceTypes: ['uri'], mutability: 'readOnly', description: 'Its URL.' },
      { name: 'version', mutability: 'readOnly', caseExact: true, description: 'Its ETag.' },
    ],
  },
];
