import type { Call, StoredRecord } from 'scim-gateway/plugin';
import { NotFound } from 'scim-gateway/plugin';
import { compileListReader, type ListOptions, readAll } from '../find/list-reader.js';
import { mapInOrder } from '../find/map-in-order.js';
import type { OperationContext } from '../operation.js';

type Pair = readonly [member: string, group: StoredRecord];

/** Questions that are on their way at the same time. */
const AT_ONCE = 8;

/**
 * Asks for the groups of each member.
 * @throws Error a sentence that says what is wrong with the options
 */
export function compileMemberships(
  options: ListOptions,
  { type, key }: { readonly type: string; readonly key: string },
  context: OperationContext,
): (members: readonly string[], call: Call) => Promise<readonly Pair[]> {
  const reader = compileListReader(options, { type, key, variables: ['member'] }, context);
  return async (members, call) => {
    const pairs = await mapInOrder(members, AT_ONCE, async (member) => {
      const own: Pair[] = [];
      try {
        for await (const groups of readAll(reader, reader.source({ member }, call))) {
          for (const group of groups) own.push([member, group]);
        }
      } catch (error) {
        if (!(error instanceof NotFound)) throw error;
      }
      return own;
    });
    return pairs.flat();
  };
}
