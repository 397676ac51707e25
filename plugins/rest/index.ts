import { definePlugin } from 'scim-gateway/plugin';
import { openRest } from './open-rest.js';
import { restOptions } from './options.js';

/** An application's HTTP API as a store, from options alone: README.md says how. */
export default definePlugin({
  name: 'rest',
  options: restOptions,
  open: (options, host) => openRest(options, host),
});
