import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Format } from '../../init/index.js';
import { UsageError } from '../usage-error.js';
import { isThere } from './write-new-files.js';

/** Where everything is written. */
export interface Target {
  /** Absolute path of the config file. */
  readonly file: string;
  readonly folder: string;
  readonly format: Format;
  /** true: the config file may be written over. */
  readonly force: boolean;
  /** Files of the credentials, relative to the config file. */
  readonly credentials: { readonly password: string; readonly token: string };
}

export interface TargetArguments {
  readonly out?: string | undefined;
  readonly format?: Format | undefined;
  readonly force?: boolean | undefined;
}

const usual = 'connector.config';

/**
 * Where the command line asks to write.
 * @throws UsageError where the name and the format do not go together, or where a config is there already
 */
export function targetOf({ out, format, force = false }: TargetArguments): Target {
  const named = out ?? `${usual}.${format ?? 'json'}`;
  const file = resolve(named);
  const byName = formatOf(named);
  if (format !== undefined && format !== byName) {
    throw new UsageError(
      `--out ${named} ends like ${byName.toUpperCase()}, and --format asks for ${format.toUpperCase()}.`,
    );
  }
  const folder = dirname(file);
  const taken = existsSync(file) ? file : out === undefined ? otherConfig(folder) : undefined;
  if (taken !== undefined && !force) throw isThere(taken);
  return { file, folder, format: byName, force, credentials: credentialFiles(file) };
}

function formatOf(name: string): Format {
  const extension = extname(name).toLowerCase();
  if (extension === '.json') return 'json';
  if (extension === '.yaml' || extension === '.yml') return 'yaml';
  throw new UsageError(`--out ${name} must end in .json, .yaml or .yml.`);
}

/** Of two configs with the usual name, only one is found. */
function otherConfig(folder: string): string | undefined {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const other = names.find((name) => /^connector\.config\.(json|ya?ml|[mc]?js|ts)$/.test(name));
  return other && join(folder, other);
}

/** Configs side by side do not share their credentials. */
function credentialFiles(file: string): Target['credentials'] {
  const name = basename(file, extname(file));
  const prefix = name === usual ? '' : `${name.replace(/[^\w.-]/g, '_')}-`;
  return { password: `secrets/${prefix}okta-password`, token: `secrets/${prefix}entra-token` };
}
