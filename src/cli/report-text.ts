import type { LoadedConfig } from '../config/index.js';
import type { ConnectorReport } from '../facts.js';

/** What `check` prints: the config as it is understood, and each connector. */
export function reportText({ file, masked }: LoadedConfig, reports: readonly ConnectorReport[]): string {
  const config = JSON.stringify(masked, null, 2);
  return [`Config ${file}\n${config}`, ...reports.map(connectorText)].join('\n\n').concat('\n');
}

function connectorText(report: ConnectorReport): string {
  const name = report.name === undefined ? 'The connector' : `Connector "${report.name}"`;
  const reached =
    report.reachable === true
      ? `${name} (${report.plugin}) reaches its application.`
      : `${name} (${report.plugin}) does NOT reach its application: ${report.reachable}`;
  return [
    reached,
    `\nOkta's capabilities:\n${report.capabilities.map(capabilityLine).join('\n')}`,
    ...unmappedLines(report),
    ...findingLines(report),
  ].join('\n');
}

function capabilityLine({ name, supported, reason }: ConnectorReport['capabilities'][number]): string {
  return `  ${supported ? 'yes' : 'no '}  ${name}${reason === undefined ? '' : `: ${reason}`}`;
}

function unmappedLines({ unmapped }: ConnectorReport): readonly string[] {
  const types = Object.entries(unmapped).filter(([, attributes]) => attributes.length > 0);
  if (types.length === 0) return [];
  const lines = types.map(([type, attributes]) => `  ${type}: ${attributes.join(', ')}`);
  return [
    `\nAttributes that have no field and are dropped ("extra" in the mapping would keep them):\n${lines.join('\n')}`,
  ];
}

function findingLines({ findings }: ConnectorReport): readonly string[] {
  if (findings.length === 0) return [];
  const lines = findings.map(
    ({ resourceType, message }) => `  ${resourceType === undefined ? '' : `${resourceType}: `}${message}`,
  );
  return [`\nWorth knowing:\n${lines.join('\n')}`];
}
