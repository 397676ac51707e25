import { type JsonValue, ScimError } from '../scim/index.js';
import type { FieldCodec, FieldQuestions } from './codec.js';
import type { FieldRule } from './config.js';
import { createDateFormat } from './date-format.js';
import { isPresent, never, roughly, unknown } from './mapped-filter.js';

const epochUnits: ReadonlyMap<string, number> = new Map([
  ['epoch', 1000],
  ['epochMs', 1],
]);

/** 9999-12-31: later years have more than four digits, which dates on the wire do not have. */
const LAST_INSTANT = 253_402_300_799_999;
/** 0000-01-01. */
const FIRST_INSTANT = -62_167_219_200_000;

/**
 * A date that the field holds in a form of the application's own. What is no such date is no value.
 * @param format for which there is no `formatProblem`
 * @param path for messages
 */
export function createDateCodec(format: string, type: FieldRule['type'], path: string): FieldCodec {
  const unit = epochUnits.get(format);
  return unit === undefined ? textCodec(format, path) : epochCodec(unit, type, path);
}

export function isEpoch(format: string): boolean {
  return epochUnits.has(format);
}

function epochCodec(unit: number, type: FieldRule['type'], path: string): FieldCodec {
  return {
    read(stored) {
      const number = typeof stored === 'string' && stored.trim() !== '' ? Number(stored) : stored;
      return typeof number === 'number' && Number.isInteger(number) ? isoText(number * unit) : undefined;
    },
    write(value) {
      const number = Math.floor(instantOf(value, path) / unit);
      return type === 'string' ? String(number) : number;
    },
    asks: questions((field, operator, instant) => {
      const value = Math.floor(instant / unit);
      if (operator === 'eq' && value * unit !== instant) return never;
      // A zero may be a blank text; an order may come upon fractions, and years that no date has.
      const exact = operator === 'eq' && value !== 0;
      const op = orderOf(operator);
      return { filter: { op, field, value, type: 'number', caseExact: true }, exact };
    }),
  };
}

function textCodec(text: string, path: string): FieldCodec {
  const format = createDateFormat(text);
  const print = (instant: number): string => format.print(instant) ?? refuse(path);
  return {
    read(stored) {
      if (typeof stored !== 'string' && typeof stored !== 'number') return undefined;
      const instant = format.parse(String(stored));
      return instant === undefined ? undefined : new Date(instant).toISOString();
    },
    write: (value) => print(instantOf(value, path)),
    asks: questions((field, operator, instant) => {
      const value = format.print(instant);
      if (value === undefined) return unknown;
      if (operator !== 'eq' && !format.sorts) return roughly(isPresent(field));
      if (operator === 'eq' && format.parse(value) !== instant) return never;
      const op = orderOf(operator);
      return { filter: { op, field, value, type: 'string', caseExact: true }, exact: operator === 'eq' };
    }),
  };
}

/** A form without seconds, say, stands for all of a minute: the gateway tells whether the date is within. */
function orderOf(operator: 'eq' | 'gt' | 'ge' | 'lt' | 'le'): 'eq' | 'ge' | 'le' {
  if (operator === 'eq') return 'eq';
  return operator === 'gt' || operator === 'ge' ? 'ge' : 'le';
}

type CompareInstant = (
  field: string,
  operator: Parameters<typeof orderOf>[0],
  instant: number,
) => ReturnType<FieldQuestions['compare']>;

function questions(compare: CompareInstant): FieldQuestions {
  return {
    present: (field) => roughly(isPresent(field)),
    compare(field, operator, value) {
      const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(instant) || operator === 'co' || operator === 'sw' || operator === 'ew') return unknown;
      return isInRange(instant) ? compare(field, operator, instant) : unknown;
    },
  };
}

function isInRange(instant: number): boolean {
  return instant >= FIRST_INSTANT && instant <= LAST_INSTANT;
}

function isoText(instant: number): string | undefined {
  return isInRange(instant) ? new Date(instant).toISOString() : undefined;
}

function instantOf(value: JsonValue, path: string): number {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return isInRange(instant) ? instant : refuse(path);
}

function refuse(path: string): never {
  throw new ScimError(400, `${path} must be a date like 2026-05-06T07:08:09Z in this application.`, {
    scimType: 'invalidValue',
  });
}
