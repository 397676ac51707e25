/** The listener for operators: `admin` of the config. */
export const adminSchema = {
  description: 'Where operators ask for /healthz, /readyz and /metrics; false: nowhere.',
  default: {},
  anyOf: [
    { const: false },
    {
      type: 'object',
      properties: {
        host: {
          type: 'string',
          minLength: 1,
          default: '127.0.0.1',
          description: 'The address to listen on. There is no authentication: keep it to yourself.',
        },
        port: {
          type: 'integer',
          minimum: 0,
          maximum: 65535,
          description: '0: any free port. Default: 8081, and any free port where server.port is 0.',
        },
      },
      additionalProperties: false,
    },
  ],
} as const;
