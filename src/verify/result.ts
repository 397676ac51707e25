import type { Level } from './check.js';
import type { Answer, SentRequest } from './exchange.js';

export type Outcome = 'passed' | 'failed' | 'skipped';

/** What a failure shows. */
export interface Failure {
  /** "status 201" */
  readonly expected: string;
  readonly request?: SentRequest;
  /** undefined where none came. */
  readonly answer?: Pick<Answer, 'status' | 'headers' | 'text'>;
}

export interface CheckResult {
  readonly id: string;
  readonly suite: string;
  readonly title: string;
  readonly level: Level;
  readonly clause: string;
  readonly why: string;
  readonly outcome: Outcome;
  /** Why it was skipped. */
  readonly reason?: string;
  readonly failure?: Failure;
  readonly durationMs: number;
}
