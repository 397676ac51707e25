import { ConfigError, explain, type LoadedConfig, watchConfig } from '../config/index.js';
import type { Gateway } from '../facts.js';
import type { Logger } from '../plugin/index.js';

/**
 * Takes up the config anew when SIGHUP comes and, where the config says so, when its file changes. One that cannot be used is
 * explained in the log, and the one before stays.
 * @param load reads and checks the config
 */
export function reloadConfig(
  gateway: Gateway,
  {
    config,
    load,
    log,
  }: { readonly config: LoadedConfig; readonly load: () => Promise<LoadedConfig>; readonly log: Logger },
): void {
  let running = false;
  let asked = false;
  const reload = async (): Promise<void> => {
    asked = true;
    if (running) return;
    running = true;
    while (asked) {
      asked = false;
      await reloadOnce();
    }
    running = false;
  };
  const reloadOnce = async (): Promise<void> => {
    try {
      const { opened, closed, needRestart } = await gateway.reload(await load());
      if (needRestart.length > 0) {
        log.warn({ settings: needRestart }, 'settings have changed that are only taken over by a restart');
      }
      log.info({ opened, closed }, 'the config has been taken up');
    } catch (error) {
      gateway.refused();
      log.error(error instanceof ConfigError ? {} : { err: error }, `${REFUSED}\n${reasonOf(error)}`);
    }
  };
  if (process.platform !== 'win32') process.on('SIGHUP', () => void reload());
  if (config.reload) watchConfig(config.file, config.source.text, () => void reload());
}

const REFUSED = 'the config cannot be used, and the one before stays:';

function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return explain(error, { color: false });
  return error instanceof Error ? error.message : String(error);
}
