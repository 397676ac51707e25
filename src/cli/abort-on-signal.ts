const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    done() {
      for (const name of signals) process.off(name, stop);
    },
  };
}
