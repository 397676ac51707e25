import { type Dialect, dialect11, dialect20 } from '../scim/index.js';

/** One base URL of a connector: its path, and the SCIM version that is spoken under it. */
export interface BasePath {
  /** Without a slash at its end: `/scim/v2`, `/hr/scim/v2`. Empty where the server's root is the base. */
  readonly path: string;
  readonly dialect: Dialect;
}

/**
 * The three base paths of a connector: `/v1` and `/v2` always decide the version, and without either it is the one of the
 * config.
 */
export function basePathsOf(
  connectorName: string | undefined,
  basePath: string,
  scimVersion: '1.1' | '2.0',
): { readonly '1.1': BasePath; readonly '2.0': BasePath; readonly default: BasePath } {
  const inner = basePath.replace(/\/+$/, '');
  const root = connectorName === undefined ? inner : `/${connectorName}${inner}`;
  return {
    '1.1': { path: `${root}/v1`, dialect: dialect11 },
    '2.0': { path: `${root}/v2`, dialect: dialect20 },
    default: { path: root, dialect: scimVersion === '1.1' ? dialect11 : dialect20 },
  };
}
