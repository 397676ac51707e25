import type { FieldProfile } from '../field-profile.js';
import { listOf, type Node, nodeOf, type OpenApiDocument, textOf } from './document.js';

const DEEPEST = 3;
const MOST_FIELDS = 500;

/** What values of a format look like: fields are judged by names and values, and a document has only formats. */
const formatExamples: { readonly [format: string]: string } = {
  email: 'someone@example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
  'date-time': '2000-01-01T00:00:00Z',
  date: '2000-01-01',
  uri: 'https://example.com/',
  url: 'https://example.com/',
};

/** Properties of an object's schema by name, those of `allOf` among them, and of the first of `oneOf` and `anyOf`. */
export function propertiesOf(schema: Node, document: OpenApiDocument, depth = 0): ReadonlyMap<string, Node> {
  const properties = new Map<string, Node>();
  if (depth > 10) return properties;
  const [choice] = [...listOf(schema.oneOf), ...listOf(schema.anyOf)].map(document.resolve).filter(isNoNull);
  for (const part of [...listOf(schema.allOf).map(document.resolve), ...(choice ? [choice] : [])]) {
    for (const [name, property] of propertiesOf(part, document, depth + 1)) properties.set(name, property);
  }
  for (const [name, property] of Object.entries(nodeOf(schema.properties)))
    properties.set(name, document.resolve(property));
  return properties;
}

/** Fields as far as a schema shows them: names, and examples of values; no records. */
export function schemaFields(schema: Node, document: OpenApiDocument): readonly FieldProfile[] {
  const fields: FieldProfile[] = [];
  const walk = (node: Node, prefix: string, around: readonly Node[]): void => {
    for (const [name, property] of propertiesOf(node, document)) {
      if (fields.length >= MOST_FIELDS || name === '') continue;
      const inner = propertiesOf(property, document);
      const isNested = inner.size > 0 && around.length <= DEEPEST && !around.includes(property);
      if (isNested) walk(property, `${prefix}${name}.`, [...around, property]);
      else if (property.writeOnly !== true || /pass/i.test(name))
        fields.push(fieldOf(`${prefix}${name}`, property, document));
    }
  };
  walk(schema, '', [schema]);
  return fields;
}

function fieldOf(name: string, schema: Node, document: OpenApiDocument): FieldProfile {
  const type = typeOf(schema);
  const items = document.resolve(schema.items);
  // What nothing is said of may be anything.
  const isObjects =
    Object.keys(schema).length === 0 ||
    type === 'object' ||
    propertiesOf(schema, document).size > 0 ||
    (type === 'array' && (typeOf(items) === 'object' || propertiesOf(items, document).size > 0));
  const form = isObjects
    ? 'objects'
    : type === 'array'
      ? 'list'
      : type === 'boolean'
        ? 'boolean'
        : type === 'integer' || type === 'number'
          ? 'number'
          : 'text';
  const examples = [
    ...listOf(schema.enum),
    schema.example,
    ...listOf(schema.examples),
    formatExamples[textOf(schema.format)],
  ];
  const texts = examples.filter((value) => typeof value === 'string' || typeof value === 'number').map(String);
  const shown = form === 'number' && type === 'number' && texts.length === 0 ? ['0.5'] : texts;
  return { name, records: 0, filled: 0, values: new Map(shown.map((text) => [text, 1])), unique: false, form };
}

/** In 3.1, `type` may be a list: `["string", "null"]`. */
export function typeOf(schema: Node): string {
  const types = [schema.type].flat().filter((type) => typeof type === 'string' && type !== 'null');
  return textOf(types[0]);
}

function isNoNull(schema: Node): boolean {
  return schema.type !== 'null';
}
