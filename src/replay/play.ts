import type { JsonObject, JsonValue } from '../scim/index.js';
import type { Answer, SentRequest } from '../verify/exchange.js';
import { NoAnswer } from '../verify/mismatch.js';
import type { Transport } from '../verify/transport.js';
import { differences } from './compare.js';
import type { Profile, Step } from './profile.js';
import { parseValuePath, valueAtPath } from './value-path.js';
import { fill, fillAll, UnknownVariable, type Variables } from './variables.js';

export interface PlayOptions {
  /** Without a slash at its end. */
  readonly base: string;
  readonly transport: Transport;
  /** Headers that let the run in: sent where a step has `{{auth}}`. */
  readonly credentials: { readonly [name: string]: string };
  /** Variables from outside; they win over those of the profile. */
  readonly given: { readonly [name: string]: string };
  /** Leave out the steps that may fail. */
  readonly onlyRequired: boolean;
  /** Ends the run before the next step. */
  readonly signal: AbortSignal;
}

export interface StepResult {
  readonly step: Step;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What was otherwise than expected, or why it was skipped. */
  readonly differences: readonly string[];
  readonly request?: SentRequest;
  readonly answer?: Answer;
}

/** Plays the steps of a profile one after the other, and says of each what came of it. */
export async function* play(profile: Profile, options: PlayOptions): AsyncGenerator<StepResult> {
  const variables = startOf(profile, options.given);
  const failed = new Map<string, string>();
  for (const step of profile.steps) {
    if (options.signal.aborted) return;
    const why = step.skip ?? (options.onlyRequired && step.optional ? 'it may fail' : undefined);
    const result: StepResult =
      why === undefined
        ? await playStep(step, variables, failed, options)
        : { step, outcome: 'skipped', differences: [why] };
    for (const name of Object.keys(step.save ?? {})) if (!variables.has(name)) failed.set(name, step.name);
    yield result;
  }
}

function startOf({ vars = {} }: Profile, given: PlayOptions['given']): Variables {
  const variables: Variables = new Map(Object.entries(given));
  for (const [name, value] of Object.entries(vars)) {
    if (!Object.hasOwn(given, name)) variables.set(name, fill(value, variables));
  }
  return variables;
}

async function playStep(
  step: Step,
  variables: Variables,
  failed: ReadonlyMap<string, string>,
  { base, transport, credentials }: PlayOptions,
): Promise<StepResult> {
  let request: SentRequest | undefined;
  try {
    const composed = compose(step, base, credentials, variables);
    request = composed.sent;
    const answer = await transport.send(request, composed.secrets);
    const unsaved = save(step, answer, variables);
    const expected = {
      ...step.expect,
      body: fillAll(step.expect.body ?? {}, variables) as JsonObject,
      headers: fillAll(step.expect.headers ?? {}, variables) as JsonObject,
    };
    const found = [...differences(answer, expected), ...unsaved];
    return { step, outcome: found.length === 0 ? 'passed' : 'failed', differences: found, request, answer };
  } catch (error) {
    if (error instanceof UnknownVariable) {
      const source = failed.get(error.variable);
      const because = source === undefined ? '' : `: "${source}" should have given it`;
      return { step, outcome: 'failed', differences: [`${error.message}${because}`], ...(request && { request }) };
    }
    if (!(error instanceof NoAnswer)) throw error;
    return { step, outcome: 'failed', differences: [error.message], ...(request && { request }) };
  }
}

function compose(
  { method, path, headers = {}, body }: Step,
  base: string,
  credentials: PlayOptions['credentials'],
  variables: Variables,
): { readonly sent: SentRequest; readonly secrets: PlayOptions['credentials'] } {
  const isLetIn = Object.values(headers).some((value) => value.includes('{{auth}}'));
  const secrets = isLetIn ? credentials : {};
  // Answers are read as they come: none may be compressed.
  const left = new Set(['accept-encoding', ...Object.keys(secrets)]);
  const open = Object.entries(headers).filter(
    ([name, value]) => !value.includes('{{auth}}') && !left.has(name.toLowerCase()),
  );
  const content = body === undefined || typeof body === 'string' ? body : JSON.stringify(fillAll(body, variables));
  return {
    sent: {
      method,
      url: base + fill(path, variables),
      headers: Object.fromEntries(open.map(([name, value]) => [name, fill(value, variables)])),
      body: content,
      secretHeaders: Object.keys(secrets),
    },
    secrets,
  };
}

/** Keeps what later steps need. Returns what was not there. */
function save({ save: wanted = {} }: Step, answer: Answer, variables: Variables): readonly string[] {
  return Object.entries(wanted).flatMap(([name, path]) => {
    const value: JsonValue | undefined = valueAtPath(answer.body, parseValuePath(path));
    if (value === undefined || value === null || typeof value === 'object') {
      variables.delete(name);
      return [`${path} is not there to be kept as ${name}`];
    }
    variables.set(name, String(value));
    return [];
  });
}
