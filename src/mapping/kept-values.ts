import { type CompiledType, parsePath, ScimError } from '../scim/index.js';
import { type Rule, rulePath } from './compile-rules.js';
import type { CompiledMapping } from './compiled-mapping.js';
import { isSamePath } from './json-paths.js';

/** What becomes of values that are written and read again, where rules give them one form. */
export function createKeeper(rules: readonly Rule[], type: CompiledType): CompiledMapping['asKept'] {
  const shaping = rules.flatMap((rule) => ('codec' in rule && rule.codec.shapes ? [rule] : []));
  if (shaping.length === 0) return (_path, value) => value;
  return (path, value) => {
    const keys = type.resolve(parsePath(path))?.keys;
    const rule = keys && shaping.find((candidate) => isSamePath(rulePath(candidate), keys));
    if (!rule) return value;
    try {
      const kept = rule.codec.read(rule.codec.write(value));
      return typeof kept === 'string' || typeof kept === 'number' ? kept : value;
    } catch (error) {
      // The write itself will say so.
      if (error instanceof ScimError) return value;
      throw error;
    }
  };
}
