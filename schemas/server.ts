import { limitsSchema } from './limits.js';

/** Ranges of addresses in CIDR notation; `check-server.ts` says what is wrong with one. */
const addressRanges = (description: string) =>
  ({ type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1, description }) as const;

/** Where the gateway listens, and for whom. */
export const serverSchema = {
  type: 'object',
  description: 'Where the gateway listens.',
  default: {},
  properties: {
    host: { type: 'string', minLength: 1, default: '127.0.0.1', description: 'The address to listen on.' },
    port: { type: 'integer', minimum: 0, maximum: 65535, default: 8080, description: '0: any free port.' },
    basePath: {
      type: 'string',
      pattern: '^(/[A-Za-z0-9._~-]+)*/?$',
      default: '/scim',
      description: 'The path that all base URLs begin with.',
    },
    publicUrl: {
      type: 'string',
      pattern: '^https?://[^/?#\\s]+(/[^?#\\s]*)?$',
      description: 'How clients see the server, where something stands in between: "https://scim.example.com".',
    },
    tls: {
      type: 'object',
      description: 'Serve HTTPS.',
      properties: {
        cert: { type: 'string', minLength: 1, description: 'File with the certificate chain, PEM.' },
        key: { type: 'string', minLength: 1, description: 'File with the private key, PEM.' },
      },
      required: ['cert', 'key'],
      additionalProperties: false,
    },
    allow: addressRanges(
      'Who may connect at all: addresses and ranges such as "10.0.0.0/8" or "2001:db8::/32". Without it, everybody.',
    ),
    trustProxy: addressRanges(
      'The reverse proxies, by address or range, whose X-Forwarded-For, -Proto, -Host, -Port and -Prefix are believed. Without it, nobody\u2019s.',
    ),
    stopWithin: {
      type: ['string', 'integer'],
      pattern: '^\\d+(\\.\\d+)?(ms|s|m)$',
      minimum: 0,
      default: '25s',
      description: 'How long requests on their way may take to finish when the gateway is told to stop.',
    },
    limits: limitsSchema,
    allowUnauthenticated: {
      type: 'boolean',
      default: false,
      description: 'Needed for auth "none" on an address that others can reach.',
    },
  },
  additionalProperties: false,
} as const;
