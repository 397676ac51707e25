import type { Check, CheckContext, Suite } from './check.js';
import type { Answer } from './exchange.js';
import { Mismatch, NoAnswer, NotOurs, Skip } from './mismatch.js';
import type { CheckResult, Failure } from './result.js';

/** Runs one check. @throws Stopped, and whatever is a fault of the check itself */
export async function runCheck(check: Check, suite: Suite, context: CheckContext): Promise<CheckResult> {
  const started = performance.now();
  const end = (rest: Pick<CheckResult, 'outcome' | 'reason' | 'failure'>): CheckResult => ({
    ...describe(check, suite, context),
    ...rest,
    durationMs: Math.round(performance.now() - started),
  });
  try {
    await check.run(context);
    return end({ outcome: 'passed' });
  } catch (error) {
    if (error instanceof Skip) return end({ outcome: 'skipped', reason: error.message });
    return end({ outcome: 'failed', failure: failureOf(error) });
  }
}

export function skipped(check: Check, suite: Suite, context: Pick<CheckContext, 'wire'>, reason: string): CheckResult {
  return { ...describe(check, suite, context), outcome: 'skipped', reason, durationMs: 0 };
}

function describe({ id, title, level, clause, why }: Check, suite: Suite, { wire }: Pick<CheckContext, 'wire'>) {
  return { id, suite: suite.name, title, level, clause: clause[wire.version] ?? '', why };
}

function failureOf(error: unknown): Failure {
  if (error instanceof Mismatch) {
    const { expected, answer } = error;
    return answer ? { expected, request: answer.request, answer: shown(answer) } : { expected };
  }
  if (error instanceof NoAnswer) return { expected: `an answer (${error.message})`, request: error.request };
  // The server has named something as new that this run did not make.
  if (error instanceof NotOurs) return { expected: `to change only what was made (${error.message})` };
  throw error;
}

function shown({ status, headers, text }: Answer): NonNullable<Failure['answer']> {
  return { status, headers, text };
}
