import type { Logger } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import { emptyState, type RailState, type RailStore } from './rail-state.js';

/** So many within so many milliseconds. */
export interface Limit {
  readonly count: number;
  readonly perMs: number;
}

/** `safety` of a connector, durations in milliseconds. */
export interface RailLimits {
  readonly maxDeactivations?: Limit;
  readonly maxDeletes?: Limit;
  /** Groups of at least `from` members may lose `share` (0 to 1) of them. */
  readonly maxGroupShrink?: { readonly share: number; readonly perMs: number; readonly from: number };
}

/** What a change takes away; see `Removal` of the connector. */
type Removal =
  | { readonly kind: 'deactivation' | 'deletion' }
  | { readonly kind: 'shrink'; readonly group: string; readonly members: number; readonly removed: number };

type Rail = keyof RailLimits;

const railOf = {
  deactivation: 'maxDeactivations',
  deletion: 'maxDeletes',
  shrink: 'maxGroupShrink',
} as const satisfies Record<Removal['kind'], Rail>;

/**
 * Counts removals, and closes when a limit is reached: from then on every removal is refused, of whatever kind, until an
 * operator releases the rails. What has been counted is on disk before a removal is made.
 */
export function createRails(
  limits: RailLimits,
  {
    store,
    connector,
    now,
    log,
  }: {
    readonly store: RailStore;
    readonly connector: string | undefined;
    readonly now: () => number;
    readonly log: Logger;
  },
) {
  const name = connector === undefined ? {} : { connector };
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: what one counts, the next one sees. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work, work);
    turn = result.catch(() => undefined);
    return result;
  };

  const reserve = async (removal: Removal): Promise<{ release(): void }> => {
    const rail = railOf[removal.kind];
    const at = now();
    if (store.state.closed && store.releaseAsked()) {
      // Forgotten once it is done: where the disk is full now, it is still asked for later.
      await save(emptyState);
      await store.forgetRelease();
      log.warn(name, 'the rails were released: removals are possible again');
    }
    if (store.state.closed) throw refusal(store.state.closed.rail, connector);
    if (!limits[rail]) return { release: () => undefined };
    const counted = count(trim(store.state, limits, at), removal, at);
    if (exceeds(counted, removal, limits)) {
      // What was asked for before does not open what closes now.
      await store.forgetRelease();
      await save({ ...trim(store.state, limits, at), closed: { rail, at } });
      log.error({ ...name, rail }, 'a rail has closed: every removal is refused until an operator releases it');
      throw refusal(rail, connector);
    }
    await save(counted);
    return { release: () => void inTurn(() => save(giveBack(store.state, removal, at))).catch(() => undefined) };
  };

  const save = async (state: RailState): Promise<void> => {
    try {
      await store.save(state);
    } catch (cause) {
      throw new ScimError(503, 'The gateway cannot count removals now, and so makes none.', { cause });
    }
  };

  return {
    countsMembers: limits.maxGroupShrink !== undefined,
    reserve: (removal: Removal) => inTurn(() => reserve(removal)),
    /** The rail that has closed. */
    closed: () => store.state.closed?.rail,
    async findings() {
      const { closed } = store.state;
      return closed ? [{ message: closedText(closed.rail, closed.at, connector) }] : [];
    },
  };
}

/** Forgets what is older than the time that its limit counts. */
function trim(state: RailState, limits: RailLimits, at: number): RailState {
  const young = (times: readonly number[], limit: Limit | undefined): readonly number[] =>
    limit ? times.filter((time) => time > at - limit.perMs) : [];
  const { perMs = 0 } = limits.maxGroupShrink ?? {};
  return {
    ...state,
    deactivations: young(state.deactivations, limits.maxDeactivations),
    deletions: young(state.deletions, limits.maxDeletes),
    groups: Object.fromEntries(Object.entries(state.groups).filter(([, { since }]) => since > at - perMs)),
  };
}

function count(state: RailState, removal: Removal, at: number): RailState {
  switch (removal.kind) {
    case 'deactivation':
      return { ...state, deactivations: [...state.deactivations, at] };
    case 'deletion':
      return { ...state, deletions: [...state.deletions, at] };
    case 'shrink': {
      const { group, members, removed } = removal;
      const before = Object.hasOwn(state.groups, group) ? state.groups[group] : undefined;
      const entry = before ? { ...before, removed: before.removed + removed } : { since: at, members, removed };
      return { ...state, groups: { ...state.groups, [group]: entry } };
    }
  }
}

function exceeds(state: RailState, removal: Removal, limits: RailLimits): boolean {
  switch (removal.kind) {
    case 'deactivation':
      return limits.maxDeactivations !== undefined && state.deactivations.length > limits.maxDeactivations.count;
    case 'deletion':
      return limits.maxDeletes !== undefined && state.deletions.length > limits.maxDeletes.count;
    case 'shrink': {
      const { maxGroupShrink } = limits;
      const group = state.groups[removal.group];
      if (!maxGroupShrink || !group || group.members < maxGroupShrink.from) return false;
      return group.removed > group.members * maxGroupShrink.share;
    }
  }
}

function giveBack(state: RailState, removal: Removal, at: number): RailState {
  const without = (times: readonly number[]): readonly number[] => {
    const index = times.indexOf(at);
    return index < 0 ? times : times.toSpliced(index, 1);
  };
  switch (removal.kind) {
    case 'deactivation':
      return { ...state, deactivations: without(state.deactivations) };
    case 'deletion':
      return { ...state, deletions: without(state.deletions) };
    case 'shrink': {
      const group = state.groups[removal.group];
      if (!group) return state;
      const removed = Math.max(0, group.removed - removal.removed);
      return { ...state, groups: { ...state.groups, [removal.group]: { ...group, removed } } };
    }
  }
}

function refusal(rail: string, connector: string | undefined): ScimError {
  return new ScimError(
    403,
    `The safety limit ${rail} has been reached${connector === undefined ? '' : ` in ${connector}`}: nothing is deactivated, deleted or taken out of groups until an operator releases it.`,
  );
}

function closedText(rail: string, at: number, connector: string | undefined): string {
  const release = `scim-gateway rails release${connector === undefined ? '' : ` ${connector}`}`;
  return `The safety limit ${rail} was reached at ${new Date(at).toISOString()}; removals are refused until "${release}".`;
}
