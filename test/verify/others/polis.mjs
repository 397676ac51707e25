// Polis (once SAML Jackson): the directory sync of its library, behind a route like that of its own service.
import { createServer } from 'node:http';
import jackson from '@boxyhq/saml-jackson';

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const numberOf = (url, name) => (url.searchParams.has(name) ? Number(url.searchParams.get(name)) : undefined);

/** Listens on a free port of this machine. */
export async function start() {
  const { controllers } = jackson;
  const { directorySyncController } = await controllers({
    externalUrl: 'http://127.0.0.1',
    samlPath: '/api/oauth/saml',
    scimPath: '/scim',
    db: { engine: 'mem' },
    noAnalytics: true,
  });
  const { data: directory, error } = await directorySyncController.directories.create({
    name: 'verify',
    tenant: 'verify',
    product: 'others',
    type: 'generic-scim-v2',
  });
  if (error) throw new Error(error.message);
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, , path = '', id] = url.pathname.split('/');
    const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
    let answer;
    try {
      answer = await directorySyncController.requests.handle({
        method: request.method,
        body: parse(Buffer.concat(chunks).toString()),
        query: {
          count: numberOf(url, 'count'),
          startIndex: numberOf(url, 'startIndex'),
          filter: url.searchParams.get('filter') ?? undefined,
        },
        directoryId: directory.id,
        resourceType: path,
        resourceId: id,
        apiSecret: token ?? null,
      });
    } catch (fault) {
      answer = { status: 500, data: { error: { message: fault.message } } };
    }
    const { status, data } = answer;
    response.writeHead(status, { 'content-type': 'application/scim+json' }).end(data ? JSON.stringify(data) : '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return { base: `http://127.0.0.1:${port}/scim`, bearer: directory.scim.secret, close: () => server.close() };
}
