import type { Logger } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import type { Audit } from './audit-file.js';
import type { IntentLine, OutcomeLine } from './audit-line.js';

/** A change as the connector tells of it. */
interface Change {
  readonly call: {
    readonly requestId: string;
    readonly caller?: { readonly name: string; readonly address: string } | undefined;
  };
  readonly resourceType: string;
  readonly operation: IntentLine['operation'];
  readonly id: string | undefined;
  readonly subject: string | undefined;
  readonly changes: IntentLine['changes'];
}

type Outcome =
  | { readonly outcome: 'done'; readonly id: string }
  | { readonly outcome: 'failed'; readonly status: number };

/** Writes the changes of one connector into the audit. */
export function createAuditTrail(
  audit: Audit,
  { connector, log }: { readonly connector: string | undefined; readonly log: Logger },
) {
  const settle = (of: number, outcome: Outcome): void => {
    const line: Omit<OutcomeLine, 'seq' | 'at'> = { type: 'outcome', of, ...outcome };
    audit.append(line).catch((error: unknown) => {
      log.error({ err: error, line }, 'the audit does not say how a change ended: it cannot be written');
    });
  };
  return {
    /**
     * Writes down a change that is about to be made.
     * @throws ScimError 503 where it cannot be written
     */
    async intend({ call, resourceType, operation, id, subject, changes }: Change): Promise<(outcome: Outcome) => void> {
      const { requestId, caller } = call;
      try {
        const seq = await audit.append({
          type: 'intent',
          ...(connector !== undefined && { connector }),
          by: caller ? { credential: caller.name, address: caller.address } : {},
          requestId,
          operation,
          resourceType,
          ...(id !== undefined && { id }),
          ...(subject !== undefined && { subject }),
          changes,
        });
        return (outcome) => settle(seq, outcome);
      } catch (cause) {
        throw new ScimError(503, 'The audit cannot be written, and so nothing is changed.', { cause });
      }
    },
  };
}
