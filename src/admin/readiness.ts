/** Whether one connector reaches its application. */
export interface ReadinessCheck {
  /** undefined: the only connector. */
  readonly connector: string | undefined;
  readonly reachable: true | string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly stopping: boolean;
  readonly connectors: readonly ReadinessCheck[];
  /** When the config file was last refused, so that another config is served than it says; undefined: it is served. */
  readonly configRefusedAt: Date | undefined;
}

/** An application is not asked more often, whoever asks. */
const FRESH_MS = 5_000;

/**
 * Asks the connectors whether they reach their applications; askers within some seconds share one answer. Once the gateway
 * is stopping it is not ready, whatever the connectors say.
 */
export function createReadiness(
  check: () => Promise<readonly ReadinessCheck[]>,
  {
    now,
    isStopping,
    configRefusedAt,
  }: {
    readonly now: () => number;
    readonly isStopping: () => boolean;
    readonly configRefusedAt: () => Date | undefined;
  },
): () => Promise<Readiness> {
  let last: { readonly at: number; readonly connectors: Promise<readonly ReadinessCheck[]> } | undefined;
  return async () => {
    const config = { configRefusedAt: configRefusedAt() };
    if (isStopping()) return { ready: false, stopping: true, connectors: [], ...config };
    if (!last || now() - last.at >= FRESH_MS) last = { at: now(), connectors: check() };
    const connectors = await last.connectors;
    const ready = connectors.every(({ reachable }) => reachable === true);
    return { ready: ready && !isStopping(), stopping: isStopping(), connectors, ...config };
  };
}
