import { ContractBroken } from './contract-broken.js';

/**
 * Waits for an end, whichever way it ends.
 * @throws ContractBroken where it does not come within `patience` milliseconds
 */
export async function settlesWithin(patience: number, what: string, operation: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const ended = (async () => operation())().then(
    () => true,
    () => true,
  );
  const waited = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), patience);
  });
  const inTime = await Promise.race([ended, waited]);
  clearTimeout(timer);
  if (!inTime) throw new ContractBroken(`${what} has not ended ${patience} ms after its signal aborted.`);
}
