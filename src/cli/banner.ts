import type { ConnectorFacts } from '../facts.js';

/** Okta's least setting for "Timeout for API calls", in seconds. */
const OKTA_LEAST_TIMEOUT_S = 30;

/** What `start` prints once it listens: where, with whom, and what to type into Okta. */
export function banner(connectors: readonly ConnectorFacts[], { demo }: { readonly demo: boolean }): string {
  const blocks = connectors.map((facts) => `${connectorBlock(facts)}\n${oktaBlock(facts)}`);
  const hint = demo ? '\n  Demo: user "okta", password "password"; changes are gone when it stops.\n' : '';
  return `${blocks.join('\n')}${hint}\n`;
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
  const seconds = Math.max(OKTA_LEAST_TIMEOUT_S, Math.ceil(facts.timeoutMs / 1000) + 5);
  return section('For Okta: Provisioning > Integration > Configure SCIM Connector', [
    ['SCIM connector base URL', `${facts.baseUrls[facts.scimVersion]}/`],
    ['Authorization type', oktaAuthorization(facts.authType)],
    ['Unique user field name', facts.uniqueUserField],
    ['Accept user updates', facts.acceptUserUpdates ? 'on' : 'off'],
    ['Timeout for API calls', `${seconds} seconds (the gateway answers within ${facts.timeoutMs / 1000})`],
  ]);
}

function oktaAuthorization(authType: string): string {
  if (authType.startsWith('basic')) return 'Basic Auth';
  if (authType.startsWith('header')) return `HTTP Header (${authType.slice('header '.length).split(' or ', 1)[0]})`;
  return authType.startsWith('bearer') ? 'HTTP Header (Authorization: Bearer …)' : 'None';
}

function countsOf({ counts }: ConnectorFacts): string {
  const parts = Object.entries(counts).map(([type, count]) => {
    const noun = type.toLowerCase();
    return `${count.toLocaleString('en')} ${count === 1 ? noun : `${noun}s`}`;
  });
  return parts.length === 0 ? '' : ` with ${parts.join(' and ')}`;
}

function section(title: string, rows: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return `\n${title}\n${rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}\n`).join('')}`;
}
