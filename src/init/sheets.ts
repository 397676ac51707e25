/** What a client's administrator has to know of a connector. */
export interface SheetFacts {
  /** Without a slash at its end, with the version that Okta's agent is to speak. */
  readonly baseUrl: string;
  /** As `compileAuth` describes it: `basic (user okta) or bearer token`. */
  readonly authType: string;
  readonly uniqueUserField: string;
  readonly acceptUserUpdates: boolean;
  readonly timeoutMs: number;
}

/** Label and value, one line each. */
export type Row = readonly [label: string, value: string];

/** Okta's least setting for "Timeout for API calls", in seconds. */
const OKTA_LEAST_TIMEOUT_S = 30;

/** What Okta asks for, in its own words, row by row (docs/okta.md). */
export function oktaRows({
  baseUrl,
  authType,
  uniqueUserField,
  acceptUserUpdates,
  timeoutMs,
}: SheetFacts): readonly Row[] {
  return [
    ['SCIM connector base URL', `${baseUrl}/`],
    ['Authorization type', oktaAuthorization(authType)],
    ['Unique user field name', uniqueUserField],
    ['Accept user updates', acceptUserUpdates ? 'on' : 'off'],
    ['Timeout for API calls', oktaTimeout(timeoutMs)],
  ];
}

export const OKTA_TITLE = 'For Okta: Provisioning > Integration > Configure SCIM Connector';
export const ENTRA_TITLE = 'For Microsoft Entra ID: Enterprise application > Provisioning > Admin credentials';

/** A title and its rows, the values below each other. */
export function section(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return `${title}\n${rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}\n`).join('')}`;
}

/** The first way that the connector knows, in Okta's words. */
function oktaAuthorization(authType: string): string {
  const [first = ''] = authType.split(' or ');
  if (first.startsWith('basic')) return `Basic Auth${first.slice('basic'.length)}`;
  if (first.startsWith('header')) return `HTTP Header (${first.slice('header '.length)})`;
  return first.startsWith('bearer') ? 'HTTP Header (Authorization: Bearer …)' : 'None';
}

/** Longer than the gateway's own, so that Okta reads its answer and not just the silence before it. */
function oktaTimeout(timeoutMs: number): string {
  const seconds = Math.max(OKTA_LEAST_TIMEOUT_S, Math.ceil(timeoutMs / 1000) + 5);
  return `${seconds} seconds (the gateway answers within ${timeoutMs / 1000})`;
}
