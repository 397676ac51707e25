import type { Need } from './check.js';
import type { Probed } from './probe.js';
import { type ServerFacts, typeNamed } from './server-facts.js';

interface Known {
  readonly facts: ServerFacts;
  readonly readOnly: boolean;
  readonly probed: Probed | undefined;
}

/** For each need: undefined where it is met, else why it is not. */
const reasons: { readonly [Name in Need]: (known: Known) => string | undefined } = {
  write: ({ readOnly }) => (readOnly ? 'it makes resources, and the run is read-only' : undefined),
  User: ({ probed }) =>
    probed === undefined || probed.makesUsers === true ? undefined : `no user can be made: ${probed.makesUsers}`,
  Group: ({ facts, probed }) => {
    if (typeNamed(facts, 'Group') === undefined) return 'the server has no groups';
    return probed === undefined || probed.makesGroups === true
      ? undefined
      : `no group can be made: ${probed.makesGroups}`;
  },
  patch: ({ facts }) => (facts.features.patch === false ? 'the server says that it has no PATCH' : undefined),
  filter: ({ facts }) => (facts.features.filter === false ? 'the server says that it has no filters' : undefined),
  sort: announced('sort'),
  etag: announced('etag'),
  bulk: announced('bulk'),
  cursor: announced('cursor'),
  credentials: ({ facts }) => (facts.hasCredentials ? undefined : 'the run has no credentials'),
};

function announced(feature: 'sort' | 'etag' | 'bulk' | 'cursor') {
  return ({ facts }: Known): string | undefined =>
    facts.features[feature] === true ? undefined : `the server does not announce ${feature}`;
}

export function unmetNeed(needs: readonly Need[], known: Known): string | undefined {
  for (const need of needs) {
    const reason = reasons[need](known);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
