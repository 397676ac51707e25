/** One way to do a thing that is measured: ours, or another library's. */
export interface Contender {
  readonly name: string;
  /** Does the thing once; what it returns is looked at, so that nothing is optimised away. */
  readonly run: () => unknown;
}

/** A thing that is done over and over, by each contender in turn. */
export interface Subject {
  readonly name: string;
  readonly contenders: readonly Contender[];
}

export interface Rate {
  readonly name: string;
  /** The median over the rounds; undefined where the contender cannot do the thing. */
  readonly perSecond: number | undefined;
}

let sink: unknown;

/** @param options `ms`: how long each contender runs in each round */
export function rates(
  { contenders }: Subject,
  options: { readonly rounds: number; readonly ms: number },
): readonly Rate[] {
  const able = contenders.filter(({ run }) => canDo(run));
  const measured = new Map(able.map(({ run }) => [run, [] as number[]]));
  for (const { run } of able) spin(run, options.ms);
  for (let round = 0; round < options.rounds; round++) {
    for (const { run } of able) measured.get(run)?.push(spin(run, options.ms));
  }
  return contenders.map(({ name, run }) => {
    const rounds = measured.get(run);
    return { name, perSecond: rounds && median(rounds) };
  });
}

function canDo(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

function spin(run: () => unknown, ms: number): number {
  const startedAt = performance.now();
  const end = startedAt + ms;
  let done = 0;
  let now = startedAt;
  while (now < end) {
    const batch = Math.max(1, Math.min(1000, done));
    for (let index = 0; index < batch; index++) sink = run();
    done += batch;
    now = performance.now();
  }
  if (sink === measure) throw new Error('nothing was done');
  return (done / (now - startedAt)) * 1000;
}

const measure = Symbol('measure');

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}
