import {
  type Attribute,
  type AttributePath,
  defineSchema,
  parsePath,
  type Schema,
  ScimError,
  standardSchemas,
} from '../scim/index.js';
import { equalities } from './compile-rules.js';
import type { AttributeRule, FieldRule, ResourceMappingConfig } from './config.js';

type SourceAttribute = Parameters<typeof defineSchema>[0]['attributes'][number];

/** URNs that are other names for schemas that exist. */
const otherNames = ['urn:scim:schemas:core:1.0', 'urn:scim:schemas:extension:enterprise:1.0'];

/**
 * The schemas of extensions that a mapping names and nobody has defined, such as Okta's
 * `urn:okta:onprem_app:1.0:user:custom`: an attribute for each path, a text unless its rule says otherwise.
 * @param defined the schemas that somebody has defined
 */
export function extensionSchemas(
  config: ResourceMappingConfig,
  defined: readonly Schema[] = standardSchemas,
): readonly Schema[] {
  const known = new Set([...defined.map(({ id }) => id.toLowerCase()), ...otherNames]);
  const schemas = new Map<string, { readonly id: string; readonly attributes: Map<string, SourceAttribute> }>();
  for (const [text, rule] of Object.entries(config.attributes)) {
    const path = tryParse(text);
    if (path?.schema === undefined || known.has(path.schema.toLowerCase())) continue;
    const schema = schemas.get(path.schema.toLowerCase()) ?? { id: path.schema, attributes: new Map() };
    schemas.set(path.schema.toLowerCase(), schema);
    const name = path.attribute.toLowerCase();
    schema.attributes.set(name, describePath(path, rule, schema.attributes.get(name)));
  }
  return [...schemas.values()].map(({ id, attributes }) =>
    defineSchema({
      id,
      name: id.split(':').at(-1) ?? id,
      description: `Attributes of ${id}.`,
      attributes: [...attributes.values()],
    }),
  );
}

/** @param known what other paths have said of the attribute */
function describePath(path: AttributePath, rule: AttributeRule, known: SourceAttribute | undefined): SourceAttribute {
  const { attribute, subAttribute, valueFilter } = path;
  if (subAttribute === undefined) return known ?? describe(attribute, rule);
  const said = valueFilter ? (equalities(valueFilter) ?? []) : [];
  const described = [
    ...said.map(([name, value]) => ({
      ...plain(name),
      ...(typeof value === 'boolean' && { type: 'boolean' as const }),
    })),
    describe(subAttribute, rule),
  ];
  const subAttributes = new Map((known?.subAttributes ?? []).map((sub) => [sub.name.toLowerCase(), sub]));
  for (const sub of described)
    if (!subAttributes.has(sub.name.toLowerCase())) subAttributes.set(sub.name.toLowerCase(), sub);
  return {
    ...plain(known?.name ?? attribute),
    ...((valueFilter ?? known?.multiValued) && { multiValued: true }),
    subAttributes: [...subAttributes.values()],
  };
}

function plain(name: string): SourceAttribute {
  return { name, description: `${name}.` };
}

function describe(name: string, rule: AttributeRule): SourceAttribute {
  if (typeof rule === 'string') return plain(name);
  if ('read' in rule) return { ...plain(name), type: rule.type ?? 'string' };
  if (!('field' in rule)) return plain(name);
  return { ...plain(name), type: typeOf(rule), ...(rule.separator !== undefined && { multiValued: true }) };
}

function typeOf({ type, values, format }: FieldRule): Attribute['type'] {
  if (format !== undefined) return 'dateTime';
  if (!values) return type ?? 'string';
  if (typeof values === 'string') return 'boolean';
  const kinds = new Set(Object.values(values).map((value) => typeof value));
  if (kinds.size !== 1) return 'string';
  return kinds.has('boolean') ? 'boolean' : kinds.has('number') ? 'decimal' : 'string';
}

function tryParse(text: string): AttributePath | undefined {
  try {
    return parsePath(text);
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}
