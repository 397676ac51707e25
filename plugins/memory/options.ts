export const memoryOptions = {
  type: 'object',
  properties: {
    seed: {
      type: ['string', 'object'],
      description:
        'What the stores hold at start: a JSON file (its path relative to the config file) or the records themselves, by resource type: { "User": [ … ], "Group": [ … ] }.',
      minLength: 1,
    },
  },
  additionalProperties: false,
} as const;
