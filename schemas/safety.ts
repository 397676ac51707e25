const limit = {
  type: 'object',
  properties: {
    count: { type: 'integer', minimum: 0, description: 'So many are made; the next one is refused.' },
    per: {
      type: ['string', 'integer'],
      pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)$',
      minimum: 1,
      description: 'Within this time: "1h", "1d", or milliseconds.',
    },
  },
  required: ['count', 'per'],
  additionalProperties: false,
} as const;

const share = { type: 'string', pattern: '^(100|[1-9]?\\d)(\\.\\d+)?%$' } as const;

/** Limits on what a connector takes away: `safety` of a connector. */
export const safetySchema = {
  type: 'object',
  description:
    'How much may be taken away. Past a limit, every removal is refused with 403 until "scim-gateway rails release".',
  properties: {
    maxDeactivations: { ...limit, description: 'People who become inactive: { "count": 50, "per": "1h" }.' },
    maxDeletes: { ...limit, description: 'Resources that are deleted, of whatever type.' },
    maxGroupShrink: {
      description: 'The share of its members that a group may lose: "50%".',
      anyOf: [
        share,
        {
          type: 'object',
          properties: {
            share: { ...share, description: 'The share of its members: "50%".' },
            per: { ...limit.properties.per, default: '1h' },
            from: { type: 'integer', minimum: 1, default: 10, description: 'Smaller groups are not guarded.' },
          },
          required: ['share'],
          additionalProperties: false,
        },
      ],
    },
  },
  additionalProperties: false,
} as const;

/** `maxGroupShrink` where it is only a share. */
export const shrinkDefaults = { per: '1h', from: 10 } as const;
