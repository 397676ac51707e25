import type { OnExpressionFault } from '../mapping/index.js';
import type { Logger } from '../plugin/index.js';

const QUIET_MS = 60_000;

/**
 * Logs that an expression cannot read a record: for each attribute one line a minute at most, with how many records that
 * were, as all records of a list may be alike.
 * @param now milliseconds since the epoch
 */
export function createExpressionLog(log: Logger, resourceType: string, now: () => number): OnExpressionFault {
  const attributes = new Map<string, { readonly since: number; records: number }>();
  return ({ attribute, message }) => {
    const known = attributes.get(attribute);
    if (known && now() - known.since < QUIET_MS) {
      known.records += 1;
      return;
    }
    attributes.set(attribute, { since: now(), records: 0 });
    log.warn(
      { resourceType, attribute, reason: message.split('\n', 1)[0], ...(known && { recordsSince: known.records }) },
      'an expression of the mapping cannot read a record, which has no value for the attribute',
    );
  };
}
