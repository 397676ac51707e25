import { bulkReferences } from './bulk-references.js';
import { type BulkOperation, type FaultyOperation, isFaulty } from './bulk-request.js';

/** When an operation is done, and what of it has to wait. */
export interface BulkStep {
  /** Its place in the request. */
  readonly index: number;
  /**
   * Attributes that refer to resources which can only be made after this one: it is made without them, and they are added
   * at the end (RFC 7644 section 3.7.1, circular references).
   */
  readonly later: readonly string[];
}

/**
 * The order of the operations: as in the request, but that what an operation refers to is made before it; where operations
 * refer to each other in a circle, one of them goes first without the attributes that say so.
 */
export function planBulk(operations: readonly (BulkOperation | FaultyOperation)[]): readonly BulkStep[] {
  const makers = new Map<string, number>();
  for (const [index, operation] of operations.entries()) {
    const { bulkId } = operation;
    if (!isFaulty(operation) && operation.method === 'POST' && bulkId !== undefined) makers.set(bulkId, index);
  }
  const needs = operations.map((operation) => makersNeeded(operation, makers));
  const done = new Set<number>();
  const steps: BulkStep[] = [];
  const take = (index: number, later: readonly string[]): void => {
    done.add(index);
    steps.push({ index, later });
  };
  /** Depth first, on a stack of its own: a chain may be as long as the request. */
  const takeWithNeeds = (first: number): void => {
    const path = [first];
    const onPath = new Set(path);
    while (path.length > 0) {
      const index = path.at(-1) as number;
      const open = [...(needs[index] ?? [])].filter((needed) => !done.has(needed));
      const next = open.find((needed) => !onPath.has(needed));
      if (next !== undefined) {
        path.push(next);
        onPath.add(next);
        continue;
      }
      path.pop();
      onPath.delete(index);
      take(index, open.length === 0 ? [] : attributesNeeding(operations[index], open, makers));
    }
  };
  for (const index of operations.keys()) if (!done.has(index)) takeWithNeeds(index);
  return steps;
}

function makersNeeded(
  operation: BulkOperation | FaultyOperation,
  makers: ReadonlyMap<string, number>,
): ReadonlySet<number> {
  if (isFaulty(operation)) return new Set();
  const references = [...bulkReferences(operation.id), ...bulkReferences(operation.data)];
  return new Set(references.flatMap((bulkId) => makers.get(bulkId) ?? []));
}

function attributesNeeding(
  operation: BulkOperation | FaultyOperation | undefined,
  open: readonly number[],
  makers: ReadonlyMap<string, number>,
): readonly string[] {
  if (!operation || isFaulty(operation)) return [];
  return Object.entries(operation.data ?? {})
    .filter(([, value]) => [...bulkReferences(value)].some((bulkId) => open.includes(makers.get(bulkId) ?? -1)))
    .map(([name]) => name);
}
