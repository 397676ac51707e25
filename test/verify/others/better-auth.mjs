// The SCIM plugin of Better Auth, over its memory adapter.
import { createServer } from 'node:http';
import { scim } from '@better-auth/scim';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { getAuthTables } from 'better-auth/db';
import { toNodeHandler } from 'better-auth/node';

const token = 'verify-others-0123456789-0123456789';

/** Listens on a free port of this machine. */
export async function start() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  const options = {
    baseURL: `http://127.0.0.1:${port}`,
    secret: 'not-a-secret-0123456789-0123456789',
    plugins: [scim({ connections: [{ id: 'verify', credentials: [{ type: 'bearer', id: 'one', token }] }] })],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
  };
  const database = Object.fromEntries(Object.values(getAuthTables(options)).map(({ modelName }) => [modelName, []]));
  const auth = betterAuth({ ...options, database: memoryAdapter(database) });
  server.on('request', toNodeHandler(auth));
  return { base: `http://127.0.0.1:${port}/api/auth/scim/v2`, bearer: token, close: () => server.close() };
}
