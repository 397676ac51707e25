import type { Mapping } from '../mapping/index.js';

/** The application and what of it is kept where. */
export interface DraftConnector {
  readonly plugin: { readonly use: string; readonly options: { readonly [name: string]: unknown } };
  /** undefined: its records are resources already. */
  readonly mapping?: Mapping;
}

/** Where the credentials of the clients are kept, relative to the config file. */
export interface CredentialFiles {
  readonly password: string;
  readonly token: string;
}

export const OKTA_USER = 'okta';

/**
 * The data of a config file. Two credentials: Basic Auth for Okta, a token for Entra ID, which takes nothing else.
 * What comes from the application is written so that no `${` in it is taken for a reference.
 * @param schema where editors find the JSON Schema, relative to the config file; undefined where it is not installed
 */
export function planConfig(
  { plugin, mapping }: DraftConnector,
  { password, token }: CredentialFiles,
  schema?: string | undefined,
) {
  return {
    ...(schema !== undefined && { $schema: schema }),
    scimVersion: '2.0',
    auth: [
      { type: 'basic', username: OKTA_USER, password: `\${file:${password}}` },
      { type: 'bearer', token: `\${file:${token}}` },
    ],
    uniqueUserField: 'userName',
    acceptUserUpdates: true,
    timeout: '25s',
    server: { host: '127.0.0.1', port: 8080 },
    plugin,
    ...(mapping && { mapping: literal(mapping) }),
  } as const;
}

/** Texts of which none holds a reference: `$${` stands for `${`. */
export function literal<Data>(data: Data): Data {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll('${', () => '$${');
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(data) as Data;
}
