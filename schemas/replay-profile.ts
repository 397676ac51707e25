const texts = { type: 'object', additionalProperties: { type: 'string' } } as const;

/** Requests of a client and what it expects to be answered: what `record` writes and `replay` plays. docs/replay-format.md */
export const replayProfileSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A replay profile of scim-gateway',
  type: 'object',
  required: ['name', 'steps'],
  properties: {
    $schema: { type: 'string' },
    name: { type: 'string', minLength: 1 },
    title: { type: 'string' },
    scimVersion: { enum: ['1.1', '2.0'] },
    source: { type: 'string', description: 'Where it comes from.' },
    preconditions: { type: 'string', description: 'What the server must have.' },
    vars: { ...texts, description: 'Variables; a value may name those above it.' },
    steps: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['name', 'method', 'path', 'expect'],
        properties: {
          name: { type: 'string', minLength: 1 },
          method: { enum: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] },
          path: { type: 'string', pattern: '^(/|\\?|$)', description: 'Behind the base URL, encoded, with its query.' },
          headers: texts,
          body: { type: ['object', 'array', 'string'], description: 'A text is sent as it is, the rest as JSON.' },
          optional: { type: 'boolean', description: 'It may fail.' },
          skip: { type: 'string', description: 'Why it is not played.' },
          expect: {
            type: 'object',
            required: ['status'],
            properties: {
              status: { type: 'array', minItems: 1, items: { type: 'integer', minimum: 100, maximum: 599 } },
              body: { type: 'object', description: 'By path of a value: the value, or a matcher.' },
              headers: { type: 'object', description: 'By name of a header: the value, or a matcher.' },
              maxMs: { type: 'number', exclusiveMinimum: 0 },
            },
            additionalProperties: false,
          },
          save: { ...texts, description: 'By name of a variable: the path of its value in the answer.' },
          recorded: {
            type: 'object',
            description: 'The answer that was recorded, for the reader.',
            required: ['status'],
            properties: { status: { type: 'integer' }, headers: texts, body: {} },
          },
          note: { type: 'string' },
        },
      },
    },
  },
} as const;
