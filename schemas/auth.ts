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
        type: { const: 'basic' },
        username: { type: 'string', minLength: 1, description: 'The user name of the Authorization header.' },
        password: secret('The password. Better from outside: "${env:SCIM_PASSWORD}" or "${file:secrets/password}".'),
      },
      required: ['type', 'username', 'password'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'header' },
        name: { type: 'string', pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", description: 'The header, e.g. X-Api-Key.' },
        value: secret('Its whole value. Better from outside: "${env:SCIM_KEY}".'),
      },
      required: ['type', 'name', 'value'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'bearer' },
        token: secret('The token after "Bearer ". Better from outside: "${env:SCIM_TOKEN}".'),
      },
      required: ['type', 'token'],
      additionalProperties: false,
    },
    {
      properties: { type: { const: 'none' } },
      required: ['type'],
      additionalProperties: false,
    },
  ],
} as const;

/** One way to let a client in, as the config has it. */
export type AuthMethod = FromSchema<typeof authMethodSchema>;
