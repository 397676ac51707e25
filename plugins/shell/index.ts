import { definePlugin } from 'scim-gateway/plugin';
import { openShell } from './open-shell.js';
import { shellOptions } from './options.js';

/** Scripts in any language behind the gateway: README.md says what they are given and what they answer. */
export default definePlugin({
  name: 'shell',
  options: shellOptions,
  open: (options, host) => openShell(options, host),
});
