import { type Profile, type Step, variablesOf } from '../replay/index.js';
import type { JsonValue } from '../scim/index.js';
import { createAnonymiser } from './anonymise.js';
import type { Exchange } from './exchange.js';
import { createKnownValues } from './known-values.js';
import { createPseudonyms } from './pseudonyms.js';
import { createSentTexts } from './sent-texts.js';
import { toStep } from './to-step.js';

/** What a recording may hold. */
export interface RecordingLimits {
  /** Bytes of a body; a larger one goes by and is not recorded. */
  readonly body: number;
  /** Characters of all steps. */
  readonly total: number;
}

export interface Recording {
  /** Returns the step; undefined where the recording is full, or the exchange could not be read. */
  add(exchange: Exchange): Step | undefined;
  readonly isFull: boolean;
  readonly length: number;
  profile(name: string, scimVersion: '1.1' | '2.0' | undefined): Profile;
}

/** What SCIM clients send, and a profile may have. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Keeps what goes by as steps to be replayed. What is personal or secret is replaced at once and kept nowhere as it was. */
export function createRecording(limits: RecordingLimits): Recording {
  const known = createKnownValues();
  const sent = createSentTexts();
  const anonymiser = createAnonymiser(createPseudonyms(), known);
  const steps: Step[] = [];
  let size = 0;

  const read = (exchange: Exchange): Step | undefined => {
    if (!methods.has(exchange.method)) return undefined;
    try {
      return toStep(exchange, steps.length + 1, { anonymiser, known, sent, limit: limits.body });
    } catch {
      // Nested so deeply that it cannot be walked through.
      return undefined;
    }
  };

  return {
    get isFull() {
      return size >= limits.total;
    },
    get length() {
      return steps.length;
    },
    add(exchange) {
      if (size >= limits.total) return undefined;
      const step = read(exchange);
      if (step === undefined) return undefined;
      size += JSON.stringify(step).length;
      steps.push(step);
      return step;
    },
    profile(name, scimVersion) {
      const used = new Set(
        steps.flatMap(({ path, headers = {}, body = null, expect }) => [
          ...variablesOf([path, { ...headers }, body, expect.body ?? {}] as JsonValue),
        ]),
      );
      const invented = [...known.invented].filter(([variable]) => used.has(variable));
      return {
        name,
        ...(scimVersion !== undefined && { scimVersion }),
        source: 'recorded with scim-gateway record; personal data and secrets are replaced',
        vars: { run: '{{$rand}}', ...Object.fromEntries(invented) },
        steps: steps.map((step) => withUsed(step, used)),
      };
    },
  };
}

/** A value that no step asks for need not be there. */
function withUsed({ save = {}, ...step }: Step, used: ReadonlySet<string>): Step {
  const needed = Object.entries(save).filter(([variable]) => used.has(variable));
  return needed.length === 0 ? step : { ...step, save: Object.fromEntries(needed) };
}
