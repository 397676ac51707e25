import type { Fault } from './config-error.js';
import { escapePointer } from './json-pointer.js';

/** Deeper than any config; a value that holds itself has no end. */
const MAX_DEPTH = 100;

/** What in the value of a module could not stand in a JSON file: functions, dates, instances of classes, cycles. */
export function plainDataFaults(data: unknown): readonly Fault[] {
  const faults: Fault[] = [];
  const walk = (value: unknown, pointer: string, depth: number): void => {
    if (depth > MAX_DEPTH) {
      faults.push({ pointer, message: `Values are nested more than ${MAX_DEPTH} deep.` });
    } else if (Array.isArray(value)) {
      value.forEach((element, index) => {
        walk(element, `${pointer}/${index}`, depth + 1);
      });
    } else if (isPlainObject(value)) {
      for (const [name, inner] of Object.entries(value)) walk(inner, `${pointer}/${escapePointer(name)}`, depth + 1);
    } else if (!isScalar(value)) {
      faults.push({ pointer, message: `A config is data: texts, numbers, lists, objects; this is ${nameOf(value)}.` });
    }
  };
  walk(data, '', 0);
  return faults;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A module that another loader has run brings its own Object.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  return value instanceof Promise ? 'a promise' : `a ${value.constructor?.name ?? 'class instance'}`;
}
