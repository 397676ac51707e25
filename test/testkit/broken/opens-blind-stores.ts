import type { Fault } from '../sound.js';

export default {
  caughtBy: 'open gives an adapter whose stores can be read',
  adapter: ({ stores }) => ({ stores: { ...stores, Group: { count: () => 0 } } }),
} satisfies Fault;
