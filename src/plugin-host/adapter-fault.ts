import type { Adapter, Store } from '../plugin/index.js';

/** What a store may have. */
export const storeMethods = ['find', 'get', 'insert', 'update', 'remove', 'memberships', 'count', 'explain'] as const;

/** Why what a plugin opened is no adapter: a sentence; undefined where it is one. */
export function adapterFault(adapter: unknown): string | undefined {
  if (typeof adapter !== 'object' || adapter === null) return 'open() must return an object with "stores".';
  const { stores } = adapter as { stores?: unknown };
  if (typeof stores !== 'object' || stores === null) return 'open() must return an object with "stores".';
  for (const method of ['check', 'describe', 'close'] as const) {
    const value = (adapter as Partial<Adapter>)[method];
    if (value !== undefined && typeof value !== 'function') return `${method} is not a function.`;
  }
  for (const [type, store] of Object.entries(stores)) {
    if (typeof store !== 'object' || store === null) return `stores.${type} is not an object.`;
    for (const method of storeMethods) {
      const value = (store as Store)[method];
      if (value !== undefined && typeof value !== 'function') return `stores.${type}.${method} is not a function.`;
    }
    if (!(store as Store).find && !(store as Store).get) {
      return `stores.${type} has neither find nor get, so nothing can be read.`;
    }
  }
  return undefined;
}
