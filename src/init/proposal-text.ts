import type { LeftOut, ProposedMapping, ProposedRule } from './proposal.js';
import { CUSTOM, ENTERPRISE } from './urns.js';
import { visible } from './visible.js';
import { wrap } from './wrap.js';

/** How the words of a confidence are shown, such as in a colour. */
export type Mark = (confidence: 'high' | 'medium' | 'low') => string;

/** What is proposed for one resource type, with the reasons, as lines of a terminal. */
export function proposalText(
  resourceType: string,
  { id, rules, leftOut }: ProposedMapping,
  { width, mark }: { readonly width: number; readonly mark: Mark },
): string {
  const lines = [
    `${resourceType}:`,
    `  id <- ${visible(id.field)} (${mark(id.confidence)})`,
    wrap(visible(id.reason), width, '      '),
    ...rules.flatMap((rule) => [
      `  ${shortPath(rule.attribute)} <- ${visible(rule.field)} (${mark(rule.confidence)})`,
      wrap(visible(rule.reason), width, '      '),
    ]),
    ...leftOutLines(leftOut, width),
    ...legend(rules).map((line) => wrap(line, width, '  ')),
  ];
  return lines.join('\n');
}

function leftOutLines(leftOut: readonly LeftOut[], width: number): readonly string[] {
  return leftOut.flatMap(({ field, reason }) => [
    `  left out: ${visible(field)}`,
    wrap(visible(reason), width, '      '),
  ]);
}

function shortPath(attribute: string): string {
  if (attribute.startsWith(`${ENTERPRISE}:`)) return `enterprise:${attribute.slice(ENTERPRISE.length + 1)}`;
  return attribute.startsWith(`${CUSTOM}:`) ? `custom:${attribute.slice(CUSTOM.length + 1)}` : attribute;
}

function legend(rules: readonly ProposedRule[]): readonly string[] {
  return Object.entries({ enterprise: ENTERPRISE, custom: CUSTOM }).flatMap(([short, urn]) =>
    rules.some(({ attribute }) => attribute.startsWith(`${urn}:`)) ? [`"${short}:" stands for ${urn}:`] : [],
  );
}
