import type { Fault } from '../sound.js';

const flat = (value: unknown) => (typeof value === 'string' ? value.replaceAll(/\r?\n/g, ' ') : value);

export default {
  caughtBy: 'awkward texts of a new record come back as they were sent',
  store: (sound) => ({
    insert: (record, call) =>
      sound.insert(
        Object.fromEntries(Object.entries(record).map(([name, value]) => [name, flat(value)])) as never,
        call,
      ),
  }),
} satisfies Fault;
