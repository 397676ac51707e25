import type { FromSchema } from 'json-schema-to-ts';
import { type safetySchema, shrinkDefaults } from '../../schemas/safety.js';
import { toMilliseconds } from '../plugin/index.js';

type Safety = FromSchema<typeof safetySchema>;
type LimitConfig = NonNullable<Safety['maxDeletes']>;

/** `safety` with its durations in milliseconds and its shares as numbers from 0 to 1. */
export interface RailLimits {
  readonly maxDeactivations?: { readonly count: number; readonly perMs: number };
  readonly maxDeletes?: { readonly count: number; readonly perMs: number };
  readonly maxGroupShrink?: { readonly share: number; readonly perMs: number; readonly from: number };
}

export function railLimits({ maxDeactivations, maxDeletes, maxGroupShrink }: Safety): RailLimits {
  const shrink = typeof maxGroupShrink === 'string' ? { ...shrinkDefaults, share: maxGroupShrink } : maxGroupShrink;
  return {
    ...(maxDeactivations && { maxDeactivations: toLimit(maxDeactivations) }),
    ...(maxDeletes && { maxDeletes: toLimit(maxDeletes) }),
    ...(shrink && {
      maxGroupShrink: {
        share: Number.parseFloat(shrink.share) / 100,
        perMs: toMilliseconds(shrink.per),
        from: shrink.from,
      },
    }),
  };
}

function toLimit({ count, per }: LimitConfig): { readonly count: number; readonly perMs: number } {
  return { count, perMs: toMilliseconds(per) };
}
