import type { CommandModule } from 'yargs';
import { auditCommand } from './audit-command.js';
import { auditShowOptions } from './audit-options.js';
import { benchCommand } from './bench-command.js';
import { benchOptions } from './bench-options.js';
import { checkCommand } from './check-command.js';
import { configOptions } from './config-options.js';
import { hashCommand } from './hash-command.js';
import { initCommand, initOptions } from './init-command.js';
import { mapCommand } from './map-command.js';
import { mapOptions } from './map-options.js';
import { pluginsCommand } from './plugins-command.js';
import { pluginsOptions, pluginsTestOptions } from './plugins-options.js';
import { railsCommand } from './rails-command.js';
import { recordCommand } from './record-command.js';
import { recordOptions } from './record-options.js';
import { replayCommand } from './replay-command.js';
import { replayOptions } from './replay-options.js';
import { startCommand } from './start-command.js';
import { startOptions } from './start-options.js';
import { verifyCommand } from './verify-command.js';
import { verifyOptions } from './verify-options.js';

/** Every command, in the order in which the help shows them. */
export const commands = [
  startCommand,
  checkCommand,
  initCommand,
  verifyCommand,
  recordCommand,
  replayCommand,
  benchCommand,
  mapCommand,
  pluginsCommand,
  hashCommand,
  railsCommand,
  auditCommand,
] as readonly CommandModule[];

/** What a misspelt word is compared with. */
export const known = {
  commands: [...commands.map(({ command }) => String(command).split(' ')[0] ?? ''), 'completion'],
  options: [
    ...Object.keys(configOptions),
    ...Object.keys(startOptions),
    ...Object.keys(initOptions),
    ...Object.keys(verifyOptions),
    ...Object.keys(recordOptions),
    ...Object.keys(replayOptions),
    ...Object.keys(benchOptions),
    ...Object.keys(mapOptions),
    ...Object.keys(auditShowOptions),
    ...Object.keys(pluginsOptions),
    ...Object.keys(pluginsTestOptions),
    'js',
    'help',
    'version',
  ],
};
