// Polis (once SAML Jackson): the directory sync of its library, behind a route like that of its own service.
import { createServer } from 'node:http';
import { controllers } from '@boxyhq/saml-jackson';

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Listens on a free port of this machine. */
export async function start() {
  const jackson = await (await import('@boxyhq/saml-jackson')).default({
    externalUrl: 'http://127.0.0.1',
    samlPath: '/api/oauth/saml',
    scimPath: '/scim',
    db: { engine: 'mem' },
    noAnalytics: true,
  });
  const { directorySync } =
    jackson.directorySyncController === undefined
      ? { directorySync: jackson }
      : { directorySync: jackson.directorySyncController };
  void controllers;
  const { data: directory, error } = await directorySync.directories.create({
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
    const { status, data } = await directorySync.requests.handle({
      method: request.method,
      body: parse(Buffer.concat(chunks).toString()),
      query: {
        count: url.searchParams.has('count') ? Number(url.searchParams.get('count')) : undefined,
        startIndex: url.searchParams.has('startIndex') ? Number(url.searchParams.get('startIndex')) : undefined,
        filter: url.searchParams.get('filter') ?? undefined,
      },
      directoryId: directory.id,
      resourceType: path.toLowerCase(),
      resourceId: id === undefined ? undefined : decodeURIComponent(id),
      apiSecret: token ?? null,
    });
    response
      .writeHead(status, { 'content-type': 'application/scim+json' })
      .end(data === undefined || data === null ? '' : JSON.stringify(data));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${server.address().port}/scim`,
    bearer: directory.scim.secret,
    close: () => server.close(),
  };
}
