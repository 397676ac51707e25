import type { Fault } from '../sound.js';

export default {
  caughtBy: 'members come and go one by one, and the others stay',
  store: (sound) => ({
    update: (id, change, call) => {
      const add = change.lists?.members?.add;
      return add && add.length > 0 ? sound.update(id, { set: { members: add } }, call) : sound.update(id, change, call);
    },
  }),
} satisfies Fault;
