import type { Fault } from '../sound.js';

export default {
  caughtBy: 'pages put together are the whole, each record once, and say the true total',
  store: (sound) => ({
    find: ({ page, ...query }, call) =>
      sound.find({ ...query, ...(page && { page: { ...page, offset: Math.max(0, page.offset - 1) } }) }, call),
  }),
} satisfies Fault;
