import type { FromSchema } from 'json-schema-to-ts';

const secret = (description: string) => ({ type: 'string', minLength: 1, description }) as const;

/** One way to let a client in. */
export const authMethodSchema = {
  type: 'object',
  description: 'How a client proves who it is.',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: [
    {
      properties: {
        type: { const: 'basic', description: 'User name and password: Basic Auth of Okta.' },
        username: {
          type: 'string',
          pattern: '^[^:]+$',
          description: 'The user name of the Authorization header; it cannot hold a colon.',
        },
        password: secret('The password. Better from outside: "${env:SCIM_PASSWORD}" or "${file:secrets/password}".'),
      },
      required: ['type', 'username', 'password'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'header', description: 'A header with a value that both sides know: HTTP Header of Okta.' },
        name: { type: 'string', pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", description: 'The header, e.g. X-Api-Key.' },
        value: secret('Its whole value. Better from outside: "${env:SCIM_KEY}".'),
      },
      required: ['type', 'name', 'value'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'bearer', description: 'A token in the Authorization header.' },
        token: secret('The token after "Bearer ". Better from outside: "${env:SCIM_TOKEN}".'),
      },
      required: ['type', 'token'],
      additionalProperties: false,
    },
    {
      properties: { type: { const: 'none', description: 'Everybody who reaches the gateway may do everything.' } },
      required: ['type'],
      additionalProperties: false,
    },
  ],
} as const;

/** One way to let a client in, as the config has it. */
export type AuthMethod = FromSchema<typeof authMethodSchema>;
