import type { StepResult } from '../replay/index.js';
import { curlLine } from '../verify/curl.js';

const MAX_ANSWER = 600;

interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Failed, and may. */
  readonly tolerated: number;
  readonly skipped: number;
}

export function countsText({ passed, failed, tolerated, skipped }: Counts): string {
  return [
    `${passed} passed`,
    `${failed} failed`,
    ...(tolerated > 0 ? [`${tolerated} optional failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');
}

/** What differed, the request as a curl line, and the answer. */
export function stepText({ step, outcome, differences, request, answer }: StepResult): string {
  const kind = outcome === 'skipped' ? 'not played' : step.optional ? 'failed, and may' : 'FAILED';
  const lines = [
    `  ${kind}: ${step.name}`,
    ...differences.map((each) => `    ${each}`),
    ...(request === undefined ? [] : [`    ${curlLine(request)}`]),
    ...(answer === undefined ? [] : [`    ${answer.status} ${shortened(answer.text)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function shortened(text: string): string {
  return text.length > MAX_ANSWER ? `${text.slice(0, MAX_ANSWER)}…` : text;
}
