import type { Fault } from '../sound.js';

export default {
  caughtBy: 'check reaches the system, says what a person should know, and writes nothing',
  adapter: (sound, system) => ({
    check: async (call) => {
      await system.reached(call);
      await sound.stores.User?.insert?.({ login: `probe-${system.tick()}` }, call);
      return undefined;
    },
  }),
} satisfies Fault;
