import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a dry run writes nothing',
  store: (sound) => ({ update: (id, change, call) => sound.update(id, change, { ...call, dryRun: false }) }),
} satisfies Fault;
