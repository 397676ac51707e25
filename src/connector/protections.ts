import { compileFilter, filterPaths, parseFilter, ScimError } from '../scim/index.js';
import type { Protection, Protections } from './guards.js';
import type { TypeSetup } from './open-collections.js';

/** Compiles the filters of `protect`: each guards the resource types that have all the attributes that it names. */
export function compileProtections(texts: readonly string[], setups: readonly TypeSetup[]): Protections {
  const protect: { [resourceType: string]: Protection[] } = {};
  const unknown = texts.filter((text) => {
    let known = false;
    for (const { type } of setups) {
      const protection = compile(text, type);
      if (!protection) continue;
      known = true;
      const { name } = type.resourceType;
      protect[name] = [...(protect[name] ?? []), protection];
    }
    return !known;
  });
  return { protect, unknown };
}

function compile(text: string, type: TypeSetup['type']): Protection | undefined {
  try {
    const filter = parseFilter(text);
    const attributes = new Set<string>();
    for (const path of filterPaths(filter)) {
      const resolved = type.resolve(path);
      if (!resolved) return undefined;
      attributes.add(resolved.attribute.name);
    }
    return { text, attributes, matches: compileFilter(filter, type) };
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}
