import { resolve } from 'node:path';
import { type Adapter, type Host, toMilliseconds } from 'scim-gateway/plugin';
import { checkSettings } from './check-start.js';
import type { ProcessSettings } from './group-process.js';
import { openCommands } from './open-commands.js';
import { openWorker } from './open-worker.js';
import type { ShellOptions } from './options.js';
import { ProcessGroups } from './process-groups.js';

/**
 * Opens the commands, or the worker, that the options name.
 * @throws Error a sentence that says what is wrong in the options, or why the worker does not start
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
  const { worker, ...others } = options;
  try {
    checkSettings(settings);
    if (worker) {
      const type = Object.keys(others).find((name) => /^[A-Z]/.test(name));
      if (type !== undefined) throw new Error(`A worker says itself what it can do: leave out "${type}", or "worker".`);
      return await openWorker(options, worker, host, { ...settings, groups });
    }
    return openCommands(options, host, settings, groups);
  } catch (error) {
    await groups.close();
    throw error;
  }
}
