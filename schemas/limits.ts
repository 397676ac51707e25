const size = (fallback: string | number, description: string) =>
  ({
    type: ['string', 'integer'],
    pattern: '^\\d+(\\.\\d+)?(B|kB|KB|MB|GB)$',
    minimum: 1,
    default: fallback,
    description,
  }) as const;

const duration = (fallback: string, description: string) =>
  ({
    type: ['string', 'integer'],
    pattern: '^\\d+(\\.\\d+)?(ms|s|m|h)$',
    minimum: 0,
    default: fallback,
    description,
  }) as const;

const count = (fallback: number, minimum: number, maximum: number, description: string) =>
  ({ type: 'integer', minimum, maximum, default: fallback, description }) as const;

/** How often something may happen in a time. */
const rate = (fallback: number, description: string, what: string) =>
  ({
    type: 'object',
    default: {},
    description,
    properties: {
      count: count(fallback, 0, 10_000_000, `${what}; 0: any number.`),
      per: duration('1m', 'In which time.'),
    },
    additionalProperties: false,
  }) as const;

/** What one client may ask of the gateway, and all of them together. */
export const limitsSchema = {
  type: 'object',
  default: {},
  description: 'What one client may ask of the gateway, and all of them together.',
  properties: {
    bodySize: size('16MB', 'The largest body of a request; more is answered with 413.'),
    headerSize: size('16KB', 'The largest headers of a request together; more is answered with 431.'),
    urlLength: count(8192, 256, 1_000_000, 'The longest URL, in characters; a longer one is answered with 414.'),
    jsonDepth: count(100, 10, 1000, 'How deep a body may be nested; deeper is answered with 400.'),
    pageSize: count(1000, 1, 100_000, 'Resources on one page, at most and where the client names no count.'),
    bulkOperations: count(1000, 1, 1_000_000, 'Operations in one bulk request; more are answered with 413.'),
    bulkSize: size(1_048_576, 'The largest body of a bulk request.'),
    connections: count(2000, 1, 1_000_000, 'Connections at a time; more are closed at once.'),
    requests: rate(
      0,
      'Requests of one address in a time; more are answered with 429. Off until a count is set.',
      'How many requests',
    ),
    failedLogins: rate(
      10,
      'Wrong credentials from one address in a time; after that it gets 429 until the time is over.',
      'How many wrong credentials',
    ),
    headersTimeout: duration('15s', 'How long the headers of a request may take to arrive; then 408.'),
    requestTimeout: duration('60s', 'How long a whole request may take to arrive; then 408.'),
    keepAlive: duration('72s', 'How long a connection stays open without a request.'),
    overload: {
      type: 'object',
      default: {},
      description: 'When everybody is answered with 503 until it is better.',
      properties: {
        eventLoopDelay: duration('3s', 'When the process is this late with its work; 0: never.'),
        memory: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          default: 0.95,
          description: 'When this share of the memory that the process may have is in use; 0: never.',
        },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const;
