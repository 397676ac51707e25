import type { Fault } from '../sound.js';

export default {
  caughtBy: 'dates are UTC texts: created stays, lastModified moves with a change and not with a read',
  store: (sound) => ({ meta: { ...sound.meta, lastModified: 'made' } }),
} satisfies Fault;
