import type { Fault } from '../sound.js';

export default {
  caughtBy: 'close makes what was written safe: it is there when the plugin opens again',
  adapter: (_, system) => ({
    close: () => {
      const users = system.table('User');
      const last = [...users.keys()].at(-1);
      if (last !== undefined) users.delete(last);
    },
  }),
} satisfies Fault;
