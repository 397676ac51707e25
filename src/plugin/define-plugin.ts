import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { type Adapter, CONTRACT_VERSION, type Host, type Plugin } from './contract.js';

/**
 * Types a plugin: the options that `open` receives have the type of the `options` schema (write it `as const`).
 *
 * @example
 * export default definePlugin({
 *   name: 'badge',
 *   options: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] } as const,
 *   open: (options) => ({ stores: { User: { find: () => ({ records: [] }) } } }),
 * });
 */
export function definePlugin<const Schema>(plugin: {
  readonly name: string;
  readonly version?: string;
  readonly exclusive?: boolean;
  readonly options: Schema;
  open(options: OptionsOf<Schema>, host: Host): Adapter | Promise<Adapter>;
}): Plugin<OptionsOf<Schema>> {
  return { ...plugin, contract: CONTRACT_VERSION } as Plugin<OptionsOf<Schema>>;
}

/** Asked only once the schema is known: as a constraint, `JSONSchema` is too wide a type for the compiler to compare. */
type OptionsOf<Schema> = Schema extends JSONSchema ? FromSchema<Schema> : never;
