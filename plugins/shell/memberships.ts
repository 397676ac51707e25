import type { StoredRecord } from 'scim-gateway/plugin';

type Pair = readonly [member: string, group: StoredRecord];

/** Questions that wait for an answer at the same time. */
const AT_ONCE = 8;

/** Pairs of each member and its groups, some members at a time. */
export async function collectMemberships(
  members: readonly string[],
  groupsOf: (member: string) => AsyncIterable<readonly StoredRecord[]>,
): Promise<readonly Pair[]> {
  const pairsOf = async (member: string): Promise<readonly Pair[]> => {
    const pairs: Pair[] = [];
    for await (const groups of groupsOf(member)) for (const group of groups) pairs.push([member, group]);
    return pairs;
  };
  const pairs: Pair[] = [];
  for (let start = 0; start < members.length; start += AT_ONCE) {
    // All of them have ended when one has failed: nothing goes on behind the back of the call.
    for (const answer of await Promise.allSettled(members.slice(start, start + AT_ONCE).map(pairsOf))) {
      if (answer.status === 'rejected') throw answer.reason;
      pairs.push(...answer.value);
    }
  }
  return pairs;
}
