import type { LoadedConfig } from '../config/index.js';
import type { ConnectorReport } from '../facts.js';

/** The config as it is understood, secrets masked. */
export function configText({ source, masked }: Pick<LoadedConfig, 'source' | 'masked'>): string {
  return `Config ${source.file}\n${JSON.stringify(masked, null, 2)}\n`;
}

/** What `check` says of one connector. */
export function reportText(report: ConnectorReport): string {
  const name = report.name === undefined ? 'The connector' : `Connector "${report.name}"`;
  const reached =
    report.reachable === true
      ? `${name} (${report.plugin}) reaches its application.`
      : `${name} (${report.plugin}) does NOT reach its application: ${report.reachable}`;
  const paragraphs = [
    reached,
    `Okta's capabilities:\n${report.capabilities.map(capabilityLine).join('\n')}`,
    ...operationLines(report),
    ...unmappedLines(report),
    ...findingLines(report),
  ];
  return `\n${paragraphs.join('\n\n')}\n`;
}

function capabilityLine({ name, supported, reason }: ConnectorReport['capabilities'][number]): string {
  return `  ${supported ? 'yes' : 'no '}  ${name}${reason === undefined ? '' : `: ${reason}`}`;
}

function unmappedLines({ unmapped }: ConnectorReport): readonly string[] {
  const types = Object.entries(unmapped).filter(([, attributes]) => attributes.length > 0);
  if (types.length === 0) return [];
  const lines = types.map(([type, attributes]) => `  ${type}: ${attributes.join(', ')}`);
  return [
    `Attributes that have no field and are dropped ("extra" in the mapping would keep them):\n${lines.join('\n')}`,
  ];
}

function operationLines({ operations }: ConnectorReport): readonly string[] {
  if (operations.length === 0) return [];
  const lines = operations.map(({ resourceType, operation, does }) => `  ${resourceType}.${operation}: ${does}`);
  return [`How the application is asked:\n${lines.join('\n')}`];
}

function findingLines({ findings }: ConnectorReport): readonly string[] {
  if (findings.length === 0) return [];
  const lines = findings.map(
    ({ resourceType, message }) => `  ${resourceType === undefined ? '' : `${resourceType}: `}${message}`,
  );
  return [`Worth knowing:\n${lines.join('\n')}`];
}
