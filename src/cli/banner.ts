import type { ConnectorFacts } from '../facts.js';

/** Okta's least setting for "Timeout for API calls", in seconds. */
const OKTA_LEAST_TIMEOUT_S = 30;

/** What `start` prints once it listens: where, with whom, and what to type into Okta. */
export function banner(connectors: readonly ConnectorFacts[], { demo }: { readonly demo: boolean }): string {
  const blocks = connectors.flatMap((facts) => [connectorBlock(facts), oktaBlock(facts)]);
  const notes = [
    ...(connectors.some(({ baseUrls }) => isWildcard(baseUrls.default))
      ? ['It listens on every address of this machine: type the one by which the client reaches it (server.publicUrl).']
      : []),
    ...(demo ? ['Demo: user "okta", password "password"; changes are gone when it stops.'] : []),
  ];
  return `\n${[...blocks, ...notes.map((note) => `  ${note}\n`)].join('\n')}\n`;
}

function connectorBlock(facts: ConnectorFacts): string {
  const title = facts.name === undefined ? 'scim-gateway is listening' : `Connector "${facts.name}" is listening`;
  return section(title, [
    ['SCIM 1.1', facts.baseUrls['1.1']],
    ['SCIM 2.0', facts.baseUrls['2.0']],
    ['Either', `${facts.baseUrls.default} (speaks ${facts.scimVersion})`],
    ['Auth', facts.authType],
    ['Plugin', `${facts.plugin}${countsOf(facts)}`],
  ]);
}

function oktaBlock(facts: ConnectorFacts): string {
  return section('For Okta: Provisioning > Integration > Configure SCIM Connector', [
    ['SCIM connector base URL', `${facts.baseUrls[facts.scimVersion]}/`],
    ['Authorization type', oktaAuthorization(facts.authType)],
    ['Unique user field name', facts.uniqueUserField],
    ['Accept user updates', facts.acceptUserUpdates ? 'on' : 'off'],
    ['Timeout for API calls', oktaTimeout(facts.timeoutMs)],
  ]);
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

function countsOf({ counts }: ConnectorFacts): string {
  const order = ['User', 'Group'];
  const rank = (type: string): number => (order.includes(type) ? order.indexOf(type) : order.length);
  const parts = Object.entries(counts)
    .sort(([left], [right]) => rank(left) - rank(right))
    .map(([type, count]) => {
      const noun = type.toLowerCase();
      return `${count.toLocaleString('en')} ${count === 1 ? noun : `${noun}s`}`;
    });
  return parts.length === 0 ? '' : ` with ${new Intl.ListFormat('en').format(parts)}`;
}

function isWildcard(url: string): boolean {
  return /^https?:\/\/(?:0\.0\.0\.0|\[::\])(?::|\/|$)/.test(url);
}

function section(title: string, rows: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return `${title}\n${rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}\n`).join('')}`;
}
