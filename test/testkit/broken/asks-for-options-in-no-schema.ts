import type { Fault } from '../sound.js';

export default {
  caughtBy: 'it is a plugin of this contract, and its options are a JSON Schema',
  plugin: { options: { type: 'text' } },
} satisfies Fault;
