import { isDeepStrictEqual } from 'node:util';
import { checkConnectors } from './check-connectors.js';
import { ConfigError, type Fault } from './config-error.js';
import type { LoadedConfig } from './resolve-config.js';

/**
 * What a gateway that runs can take over of another config: its connectors. All else stays until a restart, and connectors
 * are held to the rules of the server that is there, not of the one that the file would like.
 * @returns that config, and the settings that have changed and are not taken over
 * @throws ConfigError where the connectors cannot be served by the server that is there
 */
export function keepUntilRestart(
  running: LoadedConfig,
  next: LoadedConfig,
): { readonly config: LoadedConfig; readonly needRestart: readonly string[] } {
  const { server, admin, tracing, audit, stateFolder, log } = running;
  const faults = [...checkConnectors(server, next.connectors), ...newlyAsksForCertificates(running, next)];
  if (faults.length > 0) throw new ConfigError(faults, next.source);
  return {
    config: { ...connectorsOf(next), server, admin, tracing, stateFolder, log, ...(audit && { audit }) },
    needRestart: [
      ...changedIn('server', server, next.server),
      ...changed('admin', admin, next.admin),
      ...changed('tracing', tracing, next.tracing),
      ...changed('audit', audit, next.audit),
      ...changed('state', stateFolder, next.stateFolder),
      ...changedIn('log', log, next.log),
      ...changed('reload', running.reload, next.reload),
    ],
  };
}

/** A config without the parts that are optional and stay. */
function connectorsOf({ audit: _audit, ...next }: LoadedConfig): Omit<LoadedConfig, 'audit'> {
  return next;
}

/** Whether clients are asked for certificates is settled when the server is made. */
function newlyAsksForCertificates(running: LoadedConfig, next: LoadedConfig): readonly Fault[] {
  if (running.connectors.some(({ auth }) => auth.some(({ type }) => type === 'mtls'))) return [];
  return next.connectors.flatMap(({ auth, authPointers }) =>
    auth.flatMap(({ type }, index) =>
      type === 'mtls'
        ? [
            {
              pointer: `${authPointers[index]}/type`,
              message:
                'The first "mtls" of a gateway needs a restart: until then, clients are not asked for certificates.',
            },
          ]
        : [],
    ),
  );
}

function changedIn(name: string, before: object, after: object): readonly string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  const young = new Map<string, unknown>(Object.entries(after));
  const settings = new Set([...old.keys(), ...young.keys()]);
  return [...settings].flatMap((setting) => changed(`${name}.${setting}`, old.get(setting), young.get(setting)));
}

function changed(name: string, before: unknown, after: unknown): readonly string[] {
  return isDeepStrictEqual(before, after) ? [] : [name];
}
