import type { FromSchema } from 'json-schema-to-ts';
import { durationSchema, sizeSchema } from 'scim-gateway/plugin';

const text = (description: string) => ({ type: 'string', minLength: 1, description }) as const;

const httpUrl = (description: string) => ({ type: 'string', pattern: '^https?://[^/?#\\s]+', description }) as const;

const headerName = { type: 'string', pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", description: 'X-Api-Key' } as const;

const authSchema = {
  type: 'object',
  description: 'How the gateway proves who it is. A client certificate stands under tls; both may be needed.',
  default: { type: 'none' },
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: [
    {
      properties: { type: { const: 'none', description: 'The application asks for nothing.' } },
      required: ['type'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'basic', description: 'User name and password.' },
        username: { type: 'string', pattern: '^[^:]+$', description: 'It cannot hold a colon.' },
        password: text('Better from outside: "${env:HR_PASSWORD}" or "${file:secrets/password}".'),
      },
      required: ['type', 'username', 'password'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'bearer', description: 'A token that does not change.' },
        token: text('Better from outside: "${env:HR_TOKEN}".'),
      },
      required: ['type', 'token'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'header', description: 'A header with a key.' },
        name: headerName,
        value: text('Its whole value. Better from outside: "${env:HR_KEY}".'),
      },
      required: ['type', 'name', 'value'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'oauth2', description: 'Tokens of an authorization server (RFC 6749).' },
        tokenUrl: httpUrl('The token endpoint.'),
        grant: {
          enum: ['client_credentials', 'refresh_token'],
          default: 'client_credentials',
          description: 'How a token is asked for.',
        },
        clientId: text('Who the gateway is.'),
        clientSecret: text('Better from outside: "${env:HR_SECRET}".'),
        clientAuthentication: {
          enum: ['basic', 'body'],
          default: 'basic',
          description: 'Where the client id and secret stand: in the Authorization header, or in the form.',
        },
        scope: text('What the token is for, separated by blanks.'),
        refreshToken: text('For the grant refresh_token. Better from outside: "${env:HR_REFRESH_TOKEN}".'),
        parameters: {
          type: 'object',
          additionalProperties: { type: 'string' },
          description: 'More fields of the form, such as { "audience": "hr" }.',
        },
      },
      required: ['type', 'tokenUrl', 'clientId'],
      additionalProperties: false,
    },
  ],
} as const;

/** Options of the network: how the application is reached, and how hard. `plugins/rest/options.ts` spreads them. */
export const networkProperties = {
  baseUrl: {
    type: 'string',
    pattern: '^https?://[^/?#\\s@]+(/[^?#\\s]*)?$',
    description: 'Where the API begins: "https://hr.example.com/api". No request leaves it.',
  },
  auth: authSchema,
  headers: {
    type: 'object',
    propertyNames: headerName,
    additionalProperties: { type: 'string' },
    default: {},
    description: 'Headers of every request.',
  },
  tls: {
    type: 'object',
    default: {},
    description: 'Files are PEM, relative to the config file.',
    properties: {
      ca: {
        anyOf: [text('A file.'), { type: 'array', items: text('A file.'), minItems: 1 }],
        description: 'Certificates of authorities that are trusted beside the well-known ones.',
      },
      cert: text('The certificate of the gateway, for applications that ask for one (mTLS).'),
      key: text('The private key of that certificate.'),
      passphrase: text('The passphrase of the private key.'),
      serverName: text('The name that the certificate of the application must have. Default: the host of the URL.'),
    },
    additionalProperties: false,
  },
  proxy: {
    type: 'string',
    pattern: '^(https?://[^/?#\\s]+/?|none)$',
    description:
      'The HTTP proxy: "http://proxy.example.com:3128"; "none": none. Default: as HTTPS_PROXY and HTTP_PROXY in the environment say.',
  },
  noProxy: {
    type: 'array',
    items: text('A host, ".example.com" for all below it, or host:port.'),
    description: 'Hosts that are reached without the proxy. Default: as NO_PROXY in the environment says.',
  },
  redirects: {
    type: 'integer',
    minimum: 0,
    maximum: 10,
    default: 0,
    description: 'How many redirects a request follows, all of them within the origin of the URL that it is for.',
  },
  maxBody: { ...sizeSchema, default: '64MB', description: 'The largest answer that is read, decompressed.' },
  connectTimeout: { ...durationSchema, default: '5s', description: 'How long opening a connection may take.' },
  retries: {
    type: 'integer',
    minimum: 0,
    maximum: 10,
    default: 2,
    description: 'How often a request that failed is sent again, where that does no harm and there is time for it.',
  },
  concurrency: {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 32,
    description: 'How many requests are on their way at once, and so how many connections there are.',
  },
  rateLimit: {
    type: 'object',
    description: 'How many requests are sent in a time. Default: as many as there are.',
    properties: {
      requests: { type: 'integer', minimum: 1 },
      per: { ...durationSchema, default: '1s' },
    },
    required: ['requests'],
    additionalProperties: false,
  },
  circuitBreaker: {
    type: 'object',
    default: {},
    description: 'When the application is left alone for a while, because it is down.',
    properties: {
      failures: {
        type: 'integer',
        minimum: 0,
        default: 5,
        description: 'After so many failures in a row; 0: never.',
      },
      pause: { ...durationSchema, default: '10s', description: 'How long, until one request tries again.' },
    },
    additionalProperties: false,
  },
} as const;

const networkSchema = {
  type: 'object',
  properties: networkProperties,
  required: ['baseUrl'],
} as const;

/** Options of the network after validation. */
export type NetworkOptions = FromSchema<typeof networkSchema>;
/** One way for the gateway to prove who it is. */
export type AuthOptions = NetworkOptions['auth'];
