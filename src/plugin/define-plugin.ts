import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Adapter, Host, Plugin } from './contract.js';

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
export function definePlugin<const Schema extends JSONSchema>(plugin: {
  readonly name: string;
  readonly options: Schema;
  open(options: FromSchema<Schema>, host: Host): Adapter | Promise<Adapter>;
}): Plugin<FromSchema<Schema>> {
  return plugin;
}
