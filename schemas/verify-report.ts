const count = { type: 'integer', minimum: 0 } as const;
const counts = { passed: count, failed: count, skipped: count } as const;
const text = { type: 'string' } as const;
const level = { enum: ['MUST', 'SHOULD', 'habit'] } as const;
const boundedText = { type: 'string', description: 'Cut off after 4,000 characters.' } as const;

/** What `scim-gateway verify --report FILE.json` writes, and `--baseline` reads. */
export const verifyReportSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Report of scim-gateway verify',
  type: 'object',
  required: ['tool', 'server', 'startedAt', 'durationMs', 'readOnly', 'stopped', 'summary', 'checks', 'leftovers'],
  additionalProperties: false,
  properties: {
    tool: {
      type: 'object',
      required: ['name', 'version'],
      additionalProperties: false,
      properties: { name: { const: 'scim-gateway verify' }, version: text },
    },
    server: {
      type: 'object',
      required: ['base', 'scimVersion', 'features', 'resourceTypes'],
      additionalProperties: false,
      properties: {
        base: text,
        scimVersion: { enum: ['1.1', '2.0'] },
        features: {
          type: 'object',
          description: 'What the server announces; null where it does not say.',
          additionalProperties: { type: ['boolean', 'null'] },
        },
        resourceTypes: { type: 'array', items: text },
      },
    },
    startedAt: { type: 'string', description: 'ISO 8601.' },
    durationMs: count,
    readOnly: { type: 'boolean' },
    stopped: { type: 'boolean', description: 'Whether the run was ended before its last check.' },
    summary: {
      type: 'object',
      required: ['passed', 'failed', 'skipped', 'failedByLevel', 'suites'],
      additionalProperties: false,
      properties: {
        ...counts,
        failedByLevel: {
          type: 'object',
          required: ['MUST', 'SHOULD', 'habit'],
          additionalProperties: false,
          properties: { MUST: count, SHOULD: count, habit: count },
        },
        suites: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'title', 'passed', 'failed', 'skipped'],
            additionalProperties: false,
            properties: { name: text, title: text, ...counts },
          },
        },
      },
    },
    checks: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'suite', 'title', 'level', 'clause', 'why', 'outcome', 'durationMs'],
        additionalProperties: false,
        properties: {
          id: text,
          suite: text,
          title: text,
          level,
          clause: text,
          why: text,
          outcome: { enum: ['passed', 'failed', 'skipped'] },
          reason: { type: 'string', description: 'Why it was skipped.' },
          durationMs: count,
          failure: {
            type: 'object',
            required: ['expected'],
            additionalProperties: false,
            properties: {
              expected: text,
              curl: { type: 'string', description: 'The request; credentials are variables of the shell.' },
              answer: {
                type: 'object',
                description: 'Missing where none came.',
                required: ['status', 'headers', 'body'],
                additionalProperties: false,
                properties: {
                  status: count,
                  headers: { type: 'object', additionalProperties: text },
                  body: boundedText,
                },
              },
            },
          },
        },
      },
    },
    leftovers: {
      type: 'array',
      description: 'What could not be removed.',
      items: {
        type: 'object',
        required: ['endpoint', 'reason'],
        additionalProperties: false,
        properties: { endpoint: text, id: text, name: text, reason: text },
      },
    },
    worse: { type: 'array', description: 'Against a baseline: ids of the checks that got worse.', items: text },
  },
} as const;
