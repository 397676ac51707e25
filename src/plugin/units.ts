/** JSON Schema of an option that is a duration. Read it with {@link toMilliseconds}. */
export const durationSchema = {
  type: ['string', 'integer'],
  pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)$',
  minimum: 0,
} as const;

/** JSON Schema of an option that is an amount of bytes. Read it with {@link toBytes}. */
export const sizeSchema = {
  type: ['string', 'integer'],
  pattern: '^\\d+(\\.\\d+)?(B|kB|KB|MB|GB)$',
  minimum: 0,
} as const;

const milliseconds: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const bytes: { readonly [unit: string]: number } = { B: 1, kB: 1_000, KB: 1_000, MB: 1_000_000, GB: 1_000_000_000 };

/** Milliseconds of a duration that {@link durationSchema} accepts: `"500ms"`, `"25s"`, `"1.5m"`, or milliseconds already. */
export function toMilliseconds(duration: string | number): number {
  return inUnits(duration, milliseconds);
}

/** Bytes of an amount that {@link sizeSchema} accepts: `"64MB"` (a million each), or bytes already. */
export function toBytes(size: string | number): number {
  return inUnits(size, bytes);
}

function inUnits(amount: string | number, units: { readonly [unit: string]: number }): number {
  if (typeof amount === 'number') return amount;
  const [, number = 'NaN', unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(amount) ?? [];
  return Math.round(Number(number) * (units[unit] ?? Number.NaN));
}
