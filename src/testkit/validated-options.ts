import type { Plugin } from '../plugin/index.js';
import { ContractBroken } from './contract-broken.js';

/**
 * The options as the gateway would hand them to `open`: checked against the plugin's schema, defaults filled in.
 * @throws ContractBroken where the schema is none, or the options are not what it asks for
 */
export async function validatedOptions({ name, options: schema }: Plugin, options: unknown): Promise<unknown> {
  const { Ajv } = await import('ajv');
  const ajv = new Ajv({ allErrors: true, useDefaults: true, discriminator: true, strict: false, logger: false });
  const value: unknown = structuredClone(options ?? {});
  let check: ReturnType<typeof ajv.compile>;
  try {
    check = ajv.compile(schema as object);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ContractBroken(`The options of "${name}" are no JSON Schema (draft-07): ${reason}.`, { cause: error });
  }
  if (check(value)) return value;
  throw new ContractBroken(`These options are not what "${name}" asks for: ${ajv.errorsText(check.errors)}.`);
}
