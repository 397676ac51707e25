const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000 };

/** Milliseconds of a duration that its schema accepts: `"25s"`, `"1.5m"`, `"500ms"`, or milliseconds already. */
export function toMilliseconds(duration: string | number): number {
  if (typeof duration === 'number') return duration;
  const [, amount = '0', unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(duration) ?? [];
  return Number(amount) * (units[unit] ?? 1);
}
