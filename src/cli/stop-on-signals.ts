import type { Gateway } from '../facts.js';
import type { Logger } from '../plugin/index.js';
import { thrownAt } from '../plugin-host/index.js';

/**
 * Ends the gateway in good order at the first SIGTERM or SIGINT, at once at the second. On Windows, SIGHUP says that the
 * console is being closed.
 */
export function stopOnSignals(gateway: Gateway, log: Logger & { flush?: (done?: () => void) => void }): void {
  let stopping = false;
  const stop = async (exitCode: number): Promise<void> => {
    stopping = true;
    try {
      await gateway.close();
      log.info({}, 'stopped');
      process.exitCode = exitCode;
    } catch (error) {
      log.error({ err: error }, 'stopped, but not everything could be closed');
      process.exitCode = 1;
    }
    log.flush?.(() => process.exit());
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    log.info({ signal }, 'stopping: requests on their way may finish');
    void stop(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  if (process.platform === 'win32') process.on('SIGHUP', onSignal);

  // Its own call has failed or fails at its deadline, and no other has part in it.
  process.on('unhandledRejection', (error) => {
    log.error({ err: error, at: thrownAt(error) }, 'a rejected promise was left unhandled');
  });
  // What was thrown in the middle of something may have left it half done, for any connector: it begins anew.
  process.on('uncaughtException', (error) => {
    log.error({ err: error, at: thrownAt(error) }, 'an error that nobody caught: the gateway stops, with exit code 1');
    if (!stopping) void stop(1);
  });
}
