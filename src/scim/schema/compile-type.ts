import { CORE_1_0, ENTERPRISE_1_0, ENTERPRISE_USER } from '../../../schemas/scim/urns.js';
import type { AttributePath } from '../filter/ast.js';
import type { Attribute, ResourceType, Schema } from './attribute.js';
import { commonAttributes } from './standard-types.js';

/** Where a path leads in a resource type. */
export interface ResolvedAttribute {
  /** The attribute; for a bare schema URN, the whole extension as a complex attribute that is named by its URN. */
  readonly attribute: Attribute;
  readonly subAttribute?: Attribute;
  /** URN of the extension that the attribute belongs to. */
  readonly schema?: string;
  /** The property names from the resource to the value, such as `['urn:…:User', 'manager', 'value']`. */
  readonly keys: readonly string[];
  /** The last of the keys is in no schema: an open type takes whatever stands there. */
  readonly unknown?: true;
}

/** A resource type with its schemas, ready for questions. */
export interface CompiledType {
  readonly resourceType: ResourceType;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];
  /** true: attributes and extensions that no schema names are kept, as text or as they come. */
  readonly open: boolean;
  /** The attributes at the top of a resource, each extension as one complex attribute among them. */
  readonly attributes: readonly Attribute[];
  /** The attribute at the top by its name, or the extension by its URN, in any case of letters. */
  attributeNamed(name: string): Attribute | undefined;
  /** Whether the URN is that of the type's own schema, in its 2.0 or 1.1 form, in any case of letters. */
  isMainSchema(urn: string): boolean;
  resolve(path: AttributePath): ResolvedAttribute | undefined;
}

/** Other names that clients have for an attribute: Okta's agent looks people up by `email`. */
const aliases: { readonly [name: string]: AttributePath } = {
  email: { attribute: 'emails', subAttribute: 'value' },
};

/**
 * @param schemas must hold the type's own schema and its extensions; others are left alone
 * @throws Error where one is missing
 */
export function compileType(
  resourceType: ResourceType,
  schemas: readonly Schema[],
  { open = false }: { readonly open?: boolean } = {},
): CompiledType {
  const schemaOf = (id: string): Schema => {
    const schema = schemas.find((candidate) => candidate.id === id);
    if (!schema) throw new Error(`The resource type ${resourceType.name} names the schema ${id}, which is not there.`);
    return schema;
  };
  const schema = schemaOf(resourceType.schema);
  const extensions = resourceType.schemaExtensions.map((extension) => schemaOf(extension.schema));
  const containers = extensions.map((extension, index) =>
    containerOf(extension, resourceType.schemaExtensions[index]?.required ?? false),
  );
  const attributes = [...commonAttributes, ...schema.attributes, ...containers];
  const byName = indexByName(attributes);
  const bareNames = uniqueBareNames(containers);
  const urns = new Map<string, Attribute | 'main'>(containers.map((container) => [lower(container.name), container]));
  urns.set(lower(schema.id), 'main');
  urns.set(CORE_1_0, 'main');
  const enterprise = urns.get(lower(ENTERPRISE_USER));
  if (enterprise) urns.set(ENTERPRISE_1_0, enterprise);

  const inSchema = (urn: string, attribute: string, subAttribute?: string): ResolvedAttribute | undefined => {
    const owner = urns.get(lower(urn));
    if (owner === undefined) return undefined;
    return owner === 'main' ? inMain(attribute, subAttribute) : inContainer(owner, attribute, subAttribute);
  };
  const inMain = (name: string, subName?: string): ResolvedAttribute | undefined => {
    const attribute = byName.get(lower(name));
    return attribute && within(attribute, [attribute.name], subName, open);
  };
  const resolve = (path: AttributePath): ResolvedAttribute | undefined => {
    const { schema: urn, attribute, subAttribute } = path;
    if (urn !== undefined) {
      return (
        inSchema(urn, attribute, subAttribute) ?? bareUrn(path, urns, inSchema) ?? (open ? anything(path) : undefined)
      );
    }
    const known = inMain(attribute, subAttribute);
    if (known) return known;
    const container = bareNames.get(lower(attribute));
    if (container) return inContainer(container, attribute, subAttribute);
    const alias = Object.hasOwn(aliases, lower(attribute)) ? aliases[lower(attribute)] : undefined;
    if (alias && subAttribute === undefined) return resolve(alias);
    return open && !byName.has(lower(attribute)) ? anything(path) : undefined;
  };
  return {
    resourceType,
    schema,
    extensions,
    open,
    attributes,
    attributeNamed: (name) => byName.get(lower(name)),
    isMainSchema: (urn) => urns.get(lower(urn)) === 'main',
    resolve,
  };
}

/** The sub-attribute of an attribute by its name, in any case of letters. */
export function subAttributeNamed(attribute: Attribute, name: string): Attribute | undefined {
  const wanted = lower(name);
  return attribute.subAttributes?.find((candidate) => lower(candidate.name) === wanted);
}

/** An attribute about which nothing is known but its name. */
export function unknownAttribute(name: string): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    description: '',
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
  };
}

function inContainer(container: Attribute, name: string, subName?: string): ResolvedAttribute | undefined {
  const attribute = subAttributeNamed(container, name);
  const resolved = attribute && within(attribute, [container.name, attribute.name], subName, false);
  return resolved && { ...resolved, schema: container.name };
}

function within(
  attribute: Attribute,
  keys: readonly string[],
  subName: string | undefined,
  open: boolean,
): ResolvedAttribute | undefined {
  if (subName === undefined) return { attribute, keys };
  const subAttribute = subAttributeNamed(attribute, subName);
  if (subAttribute) return { attribute, subAttribute, keys: [...keys, subAttribute.name] };
  if (!open) return undefined;
  return { attribute, subAttribute: unknownAttribute(subName), keys: [...keys, subName], unknown: true };
}

/**
 * A path that is a schema's URN whole, or (old Entra ID) a URN and an attribute with a dot between: the text alone does
 * not tell where a URN ends.
 */
function bareUrn(
  { schema, attribute, subAttribute }: AttributePath,
  urns: ReadonlyMap<string, Attribute | 'main'>,
  inSchema: (urn: string, attribute: string) => ResolvedAttribute | undefined,
): ResolvedAttribute | undefined {
  const text = `${schema}:${attribute}`;
  if (subAttribute !== undefined) {
    const dotted = inSchema(text, subAttribute);
    if (dotted) return dotted;
  }
  const container = urns.get(lower(subAttribute === undefined ? text : `${text}.${subAttribute}`));
  if (container === undefined || container === 'main') return undefined;
  return { attribute: container, schema: container.name, keys: [container.name] };
}

function anything({ schema, attribute, subAttribute, valueFilter }: AttributePath): ResolvedAttribute {
  const single = unknownAttribute(attribute);
  const keys = schema === undefined ? [attribute] : [schema, attribute];
  return {
    attribute: valueFilter ? { ...single, type: 'complex', multiValued: true, subAttributes: [] } : single,
    keys: subAttribute === undefined ? keys : [...keys, subAttribute],
    unknown: true,
    ...(schema !== undefined && { schema }),
    ...(subAttribute !== undefined && { subAttribute: unknownAttribute(subAttribute) }),
  };
}

function containerOf({ id, description, attributes }: Schema, required: boolean): Attribute {
  return { ...unknownAttribute(id), type: 'complex', description, required, subAttributes: attributes };
}

/** Attributes of extensions that only one extension has: clients name them without the URN. */
function uniqueBareNames(containers: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  const owners = new Map<string, Attribute | undefined>();
  for (const container of containers) {
    for (const { name } of container.subAttributes ?? []) {
      owners.set(lower(name), owners.has(lower(name)) ? undefined : container);
    }
  }
  return new Map([...owners].flatMap(([name, owner]) => (owner ? [[name, owner]] : [])));
}

function indexByName(attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  return new Map(attributes.map((attribute) => [lower(attribute.name), attribute]));
}

function lower(text: string): string {
  return text.toLowerCase();
}
