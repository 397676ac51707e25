import type { ConnectorFacts } from '../facts.js';
import { OKTA_TITLE, oktaRows, section } from '../init/sheets.js';

/** What `start` prints once it listens: where, with whom, and what to type into Okta. */
export function banner(
  connectors: readonly ConnectorFacts[],
  { demo, admin }: { readonly demo: boolean; readonly admin?: string | undefined },
): string {
  const blocks = connectors.flatMap((facts) => [connectorBlock(facts), oktaBlock(facts)]);
  const notes = [
    ...(admin === undefined ? [] : [`For operators: ${admin}/readyz, /healthz and /metrics`]),
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
  return section(OKTA_TITLE, oktaRows({ ...facts, baseUrl: facts.baseUrls[facts.scimVersion] }));
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
