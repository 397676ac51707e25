import type { Gateway } from '../facts.js';
import type { Logger } from '../plugin/index.js';

/**
 * Ends the gateway in good order at the first SIGTERM or SIGINT, at once at the second. On Windows, SIGHUP says that the
 * console is being closed.
 */
export function stopOnSignals(gateway: Gateway, log: Logger & { flush?: (done?: () => void) => void }): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping: requests on their way may finish');
    gateway.close().then(
      () => {
        log.info({}, 'stopped');
        process.exitCode = 0;
        log.flush?.(() => process.exit());
      },
      (error: unknown) => {
        log.error({ err: error }, 'stopped, but not everything could be closed');
        process.exitCode = 1;
        log.flush?.(() => process.exit());
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.platform === 'win32') process.on('SIGHUP', stop);
}
