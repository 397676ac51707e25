import type { Fault } from '../sound.js';

export default {
  caughtBy: 'describe says in single lines how each operation reaches the system',
  adapter: () => ({ describe: () => [{ resourceType: 'Role', operation: 'find', does: 'GET /roles' }] }),
} satisfies Fault;
