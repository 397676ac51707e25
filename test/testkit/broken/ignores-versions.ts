import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a change of a version that is past is a VersionMismatch, and changes nothing',
  store: (sound) => ({ update: (id, { version: _, ...change }, call) => sound.update(id, change, call) }),
} satisfies Fault;
