import type { Change } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

const cut = ({ set = {}, ...rest }: Change): Change => ({
  ...rest,
  set: Object.fromEntries(
    Object.entries(set).map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, 255) : value]),
  ),
});

export default {
  caughtBy: 'awkward texts of a change come back as they were sent',
  store: (sound) => ({ update: (id, change, call) => sound.update(id, cut(change), call) }),
} satisfies Fault;
