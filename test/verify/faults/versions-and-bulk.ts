import { type Fault, isUser, type Json, say } from '../faulty-server.js';

const onBulk = (name: string, catches: readonly string[], rest: Pick<Fault, 'request' | 'response'>): Fault => ({
  name,
  catches,
  suites: ['bulk'],
  ...rest,
});

export const versionFaults: readonly Fault[] = [
  {
    name: 'no ETag',
    catches: [
      'etag.header',
      'etag.meta',
      'etag.changes',
      'etag.not-modified',
      'etag.replace.current',
      'etag.replace.old',
      'etag.patch.old',
      'etag.delete.old',
    ],
    response: ({ headers }) => void delete headers.etag,
  },
  {
    name: 'no meta.version',
    catches: ['etag.meta'],
    response: ({ body }) => void delete body.meta?.version,
  },
  {
    name: 'the same ETag for ever',
    catches: ['etag.changes', 'etag.replace.old', 'etag.patch.old', 'etag.delete.old'],
    request({ headers }) {
      if (headers['if-match']) headers['if-match'] = '*';
      if (headers['if-none-match']) headers['if-none-match'] = '*';
      return undefined;
    },
    response({ headers, body }, asked) {
      if (!isUser(asked) || !headers.etag) return;
      headers.etag = 'W/"1"';
      if (body.meta) body.meta.version = 'W/"1"';
    },
  },
  {
    name: 'If-None-Match passed over',
    catches: ['etag.not-modified'],
    request: ({ headers }) => void delete headers['if-none-match'],
  },
  {
    name: 'every If-Match refused',
    catches: ['etag.replace.current'],
    request: ({ headers }) => (headers['if-match'] ? say(412, { status: '412' }) : undefined),
  },
  {
    name: 'If-Match passed over by PUT',
    catches: ['etag.replace.old'],
    request({ method, headers }) {
      if (method === 'PUT') delete headers['if-match'];
      return undefined;
    },
  },
  {
    name: 'If-Match passed over by PATCH',
    catches: ['etag.patch.old'],
    request({ method, headers }) {
      if (method === 'PATCH') delete headers['if-match'];
      return undefined;
    },
  },
  {
    name: 'If-Match passed over by DELETE',
    catches: ['etag.delete.old'],
    request({ method, headers }) {
      if (method === 'DELETE') delete headers['if-match'];
      return undefined;
    },
  },
  onBulk('bulk results without location', ['bulk.create', 'bulk.made', 'bulk.reference'], {
    response({ body }, { path }) {
      if (path === '/Bulk') for (const result of body.Operations ?? []) delete result.location;
    },
  }),
  onBulk('bulk that only says so', ['bulk.made', 'bulk.reference'], {
    request({ path, body }) {
      if (
        path !== '/Bulk' ||
        body.Operations.length > 2 ||
        body.Operations.some((operation: Json) => operation.method !== 'POST')
      )
        return undefined;
      const results = body.Operations.map(({ bulkId }: Json) => ({
        bulkId,
        method: 'POST',
        status: '201',
        location: `/Users/none-${bulkId}`,
      }));
      return say(200, { Operations: results });
    },
  }),
  onBulk('bulk that only makes', ['bulk.methods'], {
    request({ path, body }) {
      if (path !== '/Bulk' || body.Operations[0]?.method !== 'PUT') return undefined;
      return say(200, {
        Operations: body.Operations.map(({ bulkId, method }: Json) => ({ bulkId, method, status: '200' })),
      });
    },
  }),
  onBulk('references left as they are', ['bulk.reference'], {
    request({ path, body }) {
      if (path === '/Bulk') for (const { data } of body.Operations) if (data?.members) data.members = [];
      return undefined;
    },
  }),
  onBulk('failed operations reported as made', ['bulk.error'], {
    response({ body }, { path }) {
      if (path === '/Bulk')
        for (const result of body.Operations ?? []) if (result.status === '409') result.status = '201';
    },
  }),
  onBulk('failOnErrors passed over', ['bulk.fail-on-errors'], {
    request({ path, body }) {
      if (path === '/Bulk') delete body.failOnErrors;
      return undefined;
    },
  }),
  onBulk('the rest of a large bulk dropped', ['bulk.too-many'], {
    request({ path, body }) {
      const isLarge = path === '/Bulk' && (typeof body === 'string' || body.Operations.length > 1000);
      return isLarge ? say(200, { Operations: [] }) : undefined;
    },
  }),
];
