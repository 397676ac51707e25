import type { Report, ReportedCheck, VerifyEvent } from '../verify/index.js';
import { headline, orderedFailures } from '../verify/index.js';
import { printable } from './printable.js';

/** Shows a run while it goes on. */
export interface VerifyView {
  on(event: VerifyEvent): void;
  /** Waits until everything is drawn. */
  end(): Promise<void>;
}

type Found = Extract<VerifyEvent, { readonly type: 'found' }>;
interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const counts = ({ passed, failed, skipped }: Tally): string =>
  [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');

const opening = ({ server, suites }: Found): string => {
  const checks = suites.reduce((sum, suite) => sum + suite.checks.length, 0);
  return `SCIM ${server.version} at ${server.base}: ${checks} checks\n`;
};

/** One line a suite, for logs and pipes. */
export function plainView(write: (text: string) => void): VerifyView {
  let tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  return {
    on(event) {
      if (event.type === 'found') write(opening(event));
      if (event.type === 'check') tally[event.result.outcome]++;
      if (event.type === 'suite-end') {
        write(`  ${event.suite.name.padEnd(18)} ${counts(tally)}\n`);
        tally = { passed: 0, failed: 0, skipped: 0 };
      }
    },
    end: async () => undefined,
  };
}

/** A list of suites with what is being checked, on a terminal. */
export async function liveView(write: (text: string) => void): Promise<VerifyView> {
  const { Listr } = await import('listr2');
  interface Row {
    readonly tally: Tally;
    show(text: string): void;
    done(): void;
  }
  const rows = new Map<string, Row>();
  let drawn: Promise<unknown> = Promise.resolve();
  return {
    on(event) {
      if (event.type === 'found') {
        write(opening(event));
        const tasks = event.suites.map((suite) => {
          let finish: () => void = () => undefined;
          let show: (text: string) => void = () => undefined;
          const ended = new Promise<void>((resolve) => {
            finish = resolve;
          });
          const row: Row = {
            tally: { passed: 0, failed: 0, skipped: 0 },
            show: (text) => show(text),
            done: () => finish(),
          };
          rows.set(suite.name, row);
          return {
            title: suite.title,
            task: async (_: unknown, task: { title: string; output: string; skip(message: string): void }) => {
              show = (text) => {
                task.output = text;
              };
              await ended;
              const { passed, failed, skipped } = row.tally;
              if (passed + failed + skipped === 0) return task.skip(`${suite.title}: not run`);
              task.title = `${suite.title}: ${counts(row.tally)}`;
              if (row.tally.failed > 0) throw new Error(task.title);
            },
          };
        });
        drawn = new Listr(tasks, {
          exitOnError: false,
          // Ctrl-C is for the run, which cleans up before it ends.
          registerSignalListeners: false,
          rendererOptions: { collapseErrors: false },
        }).run();
      }
      if (event.type === 'check') {
        const row = rows.get(event.result.suite);
        if (row) row.tally[event.result.outcome]++;
        row?.show(`${event.result.id}`);
      }
      if (event.type === 'suite-end') rows.get(event.suite.name)?.done();
      if (event.type === 'cleaning') for (const row of rows.values()) row.done();
    },
    end: async () => void (await drawn),
  };
}

/** What is printed at the end: each failure in full, what was left behind, and the run in a sentence. */
export function closingText(report: Report): string {
  const failures = orderedFailures(report.checks).map(failureText);
  const leftovers = report.leftovers.map(
    ({ endpoint, id, name, reason }) => `  ${endpoint}/${id ?? `(${name ?? 'unnamed'})`}: ${reason}\n`,
  );
  const text = [
    ...failures,
    ...(leftovers.length > 0 ? [`\nThese could not be removed; remove them by hand:\n${leftovers.join('')}`] : []),
    ...(report.worse === undefined ? [] : [worseText(report.worse)]),
    `\n${headline(report)}\n`,
  ].join('');
  return printable(text);
}

/** On lines that cannot be taken for ours. */
function shortened(body: string): string {
  return `${body.slice(0, 600)}${body.length > 600 ? '…' : ''}`.replaceAll('\n', '\n      ');
}

function worseText(worse: readonly string[]): string {
  return worse.length === 0
    ? '\nNothing is worse than in the baseline.\n'
    : `\nWorse than in the baseline:\n${worse.map((id) => `  ${id}\n`).join('')}`;
}

function failureText({ id, title, level, clause, why, failure }: ReportedCheck): string {
  const { expected = '', curl, answer } = failure ?? {};
  const lines = [
    `${level} ${id} (${clause})`,
    `  ${title}: expected ${expected}`,
    `  Why it matters: ${why}`,
    ...(curl === undefined ? [] : [`  ${curl}`]),
    ...(answer ? [`  ${answer.status} ${shortened(answer.body)}`] : []),
  ];
  return `\n${lines.join('\n')}\n`;
}
