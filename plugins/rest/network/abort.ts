/** The promise's result, unless the signal aborts first: then its reason is thrown. What goes on is not waited for. */
export function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const cutOff = (): void => reject(signal.reason);
    const done = (): void => signal.removeEventListener('abort', cutOff);
    if (signal.aborted) cutOff();
    else signal.addEventListener('abort', cutOff, { once: true });
    promise.then(resolve, reject).finally(done);
  });
}

/** Waits so long; throws the signal's reason once it aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return untilAborted(over, signal).finally(() => clearTimeout(timer));
}
