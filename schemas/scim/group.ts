import type { SchemaSource } from './source.js';
import { GROUP } from './urns.js';

/** RFC 7643 section 4.2; `displayName` is required there in words. */
export const groupSchema: SchemaSource = {
  id: GROUP,
  name: 'Group',
  description: 'A group of people.',
  attributes: [
    { name: 'displayName', required: true, description: 'The name of the group.' },
    {
      name: 'members',
      multiValued: true,
      description: 'Who belongs to the group.',
      subAttributes: [
        { name: 'value', mutability: 'immutable', description: 'The id of the member.' },
        {
          name: '$ref',
          type: 'reference',
          referenceTypes: ['User', 'Group'],
          mutability: 'immutable',
          description: 'The URL of the member.',
        },
        { name: 'display', mutability: 'immutable', description: 'The name of the member.' },
        {
          name: 'type',
          mutability: 'immutable',
          canonicalValues: ['User', 'Group'],
          description: 'Whether the member is a person or a group.',
        },
      ],
    },
  ],
};
