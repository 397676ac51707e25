/**
 * The elements of batches, one at a time. Not a generator: those wait in line for each element, which for a million of them
 * takes longer than everything else.
 */
export function oneByOne<Element>(batches: AsyncIterable<readonly Element[]>): AsyncIterable<Element> {
  return {
    [Symbol.asyncIterator]() {
      const source = batches[Symbol.asyncIterator]();
      let batch: readonly Element[] = [];
      let index = 0;
      const refill = async (): Promise<IteratorResult<Element, undefined>> => {
        while (index >= batch.length) {
          const { done, value } = await source.next();
          if (done) return { done: true, value: undefined };
          batch = value;
          index = 0;
        }
        return element();
      };
      const element = (): IteratorResult<Element, undefined> => ({ done: false, value: batch[index++] as Element });
      return {
        next: () => (index < batch.length ? Promise.resolve(element()) : refill()),
        return: async () => {
          await source.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
