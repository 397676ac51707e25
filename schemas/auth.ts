import type { FromSchema } from 'json-schema-to-ts';

const secret = (description: string) => ({ type: 'string', minLength: 1, description }) as const;

/** What every way but `none` may say besides. */
const credential = {
  label: {
    type: 'string',
    minLength: 1,
    maxLength: 100,
    description: 'What logs and the audit call this credential; else what it is: "basic okta".',
  },
  rights: {
    type: 'object',
    description: 'What this credential may do; without it, everything.',
    properties: {
      access: { enum: ['read', 'write'], default: 'write', description: 'read: look only; write: change as well.' },
      resourceTypes: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        description: 'The resource types that it may see and change, such as ["User"]; without it, all.',
      },
    },
    additionalProperties: false,
  },
} as const;

/** Algorithms of RFC 7518 and RFC 8037 that a token may be signed with; those with a shared secret begin with HS. */
export const tokenAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'HS256',
  'HS384',
  'HS512',
] as const;

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
        password: secret(
          'The password, or what "scim-gateway hash" makes of it. Better from outside: "${env:SCIM_PASSWORD}" or "${file:secrets/password}".',
        ),
        ...credential,
      },
      required: ['type', 'username', 'password'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'header', description: 'A header with a value that both sides know: HTTP Header of Okta.' },
        name: { type: 'string', pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", description: 'The header, e.g. X-Api-Key.' },
        value: secret(
          'Its whole value, or what "scim-gateway hash" makes of it. Better from outside: "${env:SCIM_KEY}".',
        ),
        ...credential,
      },
      required: ['type', 'name', 'value'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'bearer', description: 'A token in the Authorization header.' },
        token: secret(
          'The token after "Bearer ", or what "scim-gateway hash" makes of it. Better from outside: "${env:SCIM_TOKEN}".',
        ),
        ...credential,
      },
      required: ['type', 'token'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'jwt', description: 'A signed token of an identity provider in the Authorization header.' },
        issuer: { type: 'string', minLength: 1, description: 'Who made the token: its iss claim.' },
        audience: {
          type: ['string', 'array'],
          minLength: 1,
          minItems: 1,
          items: { type: 'string', minLength: 1 },
          description: 'Whom it is made for: its aud claim, or several of which it has one.',
        },
        jwks: {
          type: 'string',
          minLength: 1,
          description: 'Where the keys are: a URL ("https://login.example.com/keys") or a file.',
        },
        secret: secret('A key that both sides know, for the HS algorithms; at least 32 bytes.'),
        algorithms: {
          type: 'array',
          items: { enum: tokenAlgorithms },
          minItems: 1,
          description: 'Algorithms that are accepted; else RS256, PS256, ES256 and EdDSA, or HS256 with a secret.',
        },
        clockTolerance: {
          type: ['string', 'integer'],
          pattern: '^\\d+(\\.\\d+)?(ms|s|m)$',
          minimum: 0,
          maximum: 600_000,
          default: '30s',
          description: 'How far the clocks of both sides may be apart.',
        },
        claims: {
          type: 'object',
          additionalProperties: { type: 'string', minLength: 1 },
          description:
            'Values that claims must have besides, such as { "scope": "scim" }: the claim itself, one of its list, or one of its words.',
        },
        ...credential,
      },
      required: ['type', 'issuer', 'audience'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'mtls', description: 'A certificate that the client shows (mutual TLS); needs server.tls.' },
        ca: { type: 'string', minLength: 1, description: 'File with the certificates of those who sign them, PEM.' },
        subject: {
          type: 'string',
          pattern: '^\\s*[A-Za-z]+\\s*=.+$',
          description:
            'What its subject must hold: "CN=okta-agent,O=Example". Without it, every certificate that is signed so.',
        },
        ...credential,
      },
      required: ['type', 'ca'],
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
