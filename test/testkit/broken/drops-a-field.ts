import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a new record comes back as it was sent, and as insert answered it',
  store: (sound) => ({ insert: ({ note: _, ...record }, call) => sound.insert(record, call) }),
} satisfies Fault;
