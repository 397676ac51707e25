import type { Fault } from '../sound.js';

export default {
  caughtBy: 'explain says in single lines how the system would be asked, and asks nothing',
  store: () => ({ explain: (query) => [`SELECT *\n  FROM users\n WHERE ${JSON.stringify(query)}`] }),
} satisfies Fault;
