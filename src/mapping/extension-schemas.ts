import { type Attribute, defineSchema, parsePath, type Schema, standardSchemas } from '../scim/index.js';
import type { AttributeRule, ResourceMappingConfig } from './config.js';

type SourceAttribute = Parameters<typeof defineSchema>[0]['attributes'][number];

/** URNs that are other names for schemas that exist. */
const otherNames = ['urn:scim:schemas:core:1.0', 'urn:scim:schemas:extension:enterprise:1.0'];

/**
 * The schemas of extensions that a mapping names and nobody has defined, such as Okta's
 * `urn:okta:onprem_app:1.0:user:custom`: an attribute for each path, a text unless its rule says otherwise.
 */
export function extensionSchemas(config: ResourceMappingConfig): readonly Schema[] {
  const known = new Set([...standardSchemas.map(({ id }) => id.toLowerCase()), ...otherNames]);
  const schemas = new Map<string, Map<string, SourceAttribute>>();
  for (const [text, rule] of Object.entries(config.attributes)) {
    const path = tryParse(text);
    if (path?.schema === undefined || known.has(path.schema.toLowerCase())) continue;
    const attributes = schemas.get(path.schema) ?? new Map<string, SourceAttribute>();
    schemas.set(path.schema, attributes);
    const described = describe(path.subAttribute ?? path.attribute, rule);
    if (path.subAttribute === undefined) attributes.set(path.attribute, described);
    else {
      const parent = attributes.get(path.attribute);
      const subAttributes = [...(parent?.subAttributes ?? []), described];
      attributes.set(path.attribute, { name: path.attribute, description: `${path.attribute}.`, subAttributes });
    }
  }
  return [...schemas].map(([id, attributes]) =>
    defineSchema({
      id,
      name: id.split(':').at(-1) ?? id,
      description: `Attributes of ${id}.`,
      attributes: [...attributes.values()],
    }),
  );
}

function describe(name: string, rule: AttributeRule): SourceAttribute {
  const base = { name, description: `${name}.` };
  if (typeof rule === 'string' || 'template' in rule) return base;
  return { ...base, type: typeOf(rule), ...(rule.separator !== undefined && { multiValued: true }) };
}

function typeOf({ type, values }: Exclude<AttributeRule, string | { readonly template: string }>): Attribute['type'] {
  if (!values) return type ?? 'string';
  const kinds = new Set(Object.values(values).map((value) => typeof value));
  if (kinds.size !== 1) return 'string';
  return kinds.has('boolean') ? 'boolean' : kinds.has('number') ? 'decimal' : 'string';
}

function tryParse(text: string): ReturnType<typeof parsePath> | undefined {
  try {
    return parsePath(text);
  } catch {
    return undefined;
  }
}
