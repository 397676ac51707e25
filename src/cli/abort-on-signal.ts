/**
 * The first signal ends a run, which then cleans up; the second ends the process.
 * @param whatNow what happens before the end, as a sentence
 */
export function abortOnSignal(whatNow: string): { readonly signal: AbortSignal; done(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(2);
    process.stderr.write(`\nStopping: ${whatNow}\n`);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    done() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
