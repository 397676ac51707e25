import type { Fault } from '../sound.js';

export default {
  caughtBy: 'every call ends soon after its signal aborts',
  store: (sound) => ({
    find: (query, call) => sound.find(query, { ...call, signal: new AbortController().signal }),
  }),
} satisfies Fault;
