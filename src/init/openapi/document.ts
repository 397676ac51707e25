import { parse } from 'yaml';

/** JSON data of an OpenAPI document, read without trust in its shape. */
export type Node = { readonly [name: string]: unknown };

/** Deeper chains of references lead nowhere that a person meant. */
const MOST_STEPS = 20;

/** An OpenAPI 3.0 or 3.1 document, or one of Swagger 2. */
export interface OpenApiDocument {
  readonly root: Node;
  /** What a `$ref` within the document stands for; anything else as it is. References to elsewhere are not followed. */
  resolve(value: unknown): Node;
}

/**
 * Reads JSON or YAML.
 * @throws Error a sentence that says what the text is not
 */
export function readDocument(text: string): OpenApiDocument {
  let data: unknown;
  try {
    data = text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`It is neither JSON nor YAML: ${reason}`);
  }
  const root = nodeOf(data);
  const version = String(root.openapi ?? root.swagger ?? '');
  if (!/^(3\.[01]|2\.0)/.test(version)) {
    throw new Error(
      'It is no OpenAPI 3.0, OpenAPI 3.1 or Swagger 2.0 document: it has no "openapi" or "swagger" that says so.',
    );
  }
  const resolve = (value: unknown): Node => {
    let node = nodeOf(value);
    for (let step = 0; typeof node.$ref === 'string' && step < MOST_STEPS; step++) node = nodeOf(at(root, node.$ref));
    return typeof node.$ref === 'string' ? {} : node;
  };
  return { root, resolve };
}

/** The value at a reference such as `#/components/schemas/Person`. */
function at(root: Node, reference: string): unknown {
  if (!reference.startsWith('#/')) return {};
  let value: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    const name = decode(part).replaceAll('~1', '/').replaceAll('~0', '~');
    const node = nodeOf(value);
    if (!Object.hasOwn(node, name)) return {};
    value = node[name];
  }
  return value;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The value where it is an object, else an empty one. */
export function nodeOf(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

/** The value where it is a list, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
