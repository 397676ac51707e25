import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a system that is away is Unavailable, for each call and for check',
  adapter: () => ({ check: () => undefined }),
} satisfies Fault;
