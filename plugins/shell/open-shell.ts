import { resolve } from 'node:path';
import { type Adapter, type Host, toMilliseconds } from 'scim-gateway/plugin';
import type { ProcessSettings } from './group-process.js';
import { openCommands } from './open-commands.js';
import type { ShellOptions } from './options.js';
import { ProcessGroups } from './process-groups.js';

/**
 * Opens the commands that the options name.
 * @throws Error a sentence that says what is wrong in the options
 */
export async function openShell(options: ShellOptions, host: Host): Promise<Adapter> {
  const graceMs = toMilliseconds(options.grace);
  const groups = new ProcessGroups(graceMs);
  const settings: ProcessSettings = {
    cwd: resolve(host.folder, options.cwd ?? '.'),
    env: options.env,
    graceMs,
    ...(options.uid !== undefined && { uid: options.uid }),
    ...(options.gid !== undefined && { gid: options.gid }),
  };
  try {
    return openCommands(options, host, settings, groups);
  } catch (error) {
    await groups.close();
    throw error;
  }
}
