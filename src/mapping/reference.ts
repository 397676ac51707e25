import type { ResourceMappingConfig } from './config.js';

/** What a field names another resource by. */
export interface Reference {
  readonly resourceType: string;
  /** The path of the attribute. */
  readonly attribute: string;
}

/** Reads `User.userName`. */
export function readReference(text: string): Reference {
  const dot = text.indexOf('.');
  return { resourceType: text.slice(0, dot), attribute: text.slice(dot + 1) };
}

/** What the fields of a mapping name other resources by. */
export function referencesOf({ attributes }: ResourceMappingConfig): readonly Reference[] {
  return Object.values(attributes).flatMap((rule) =>
    typeof rule === 'object' && 'field' in rule && rule.reference !== undefined ? [readReference(rule.reference)] : [],
  );
}
