import { listOf, type Node, nodeOf, type OpenApiDocument, textOf } from './document.js';

/** One operation of the document. */
export interface ApiOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly node: Node;
  /** Of the operation and its path: name, where it goes, and its schema. */
  readonly parameters: readonly { readonly name: string; readonly where: string; readonly schema: Node }[];
  /** The schema of what is answered when it goes well; empty where the document does not say. */
  readonly answer: Node;
  /** The schema of what is sent. */
  readonly body: Node;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const MOST_OPERATIONS = 5_000;

/** All operations, in the order of the document. */
export function operationsOf(document: OpenApiDocument): readonly ApiOperation[] {
  const { root, resolve } = document;
  const operations: ApiOperation[] = [];
  for (const [path, value] of Object.entries(nodeOf(root.paths))) {
    const item = resolve(value);
    for (const method of methods) {
      if (!Object.hasOwn(item, method) || operations.length >= MOST_OPERATIONS) continue;
      const node = resolve(item[method]);
      const given = [...listOf(item.parameters), ...listOf(node.parameters)].map(resolve);
      operations.push({
        method: method.toUpperCase() as ApiOperation['method'],
        path,
        node,
        parameters: given.map((parameter) => ({
          name: textOf(parameter.name),
          where: textOf(parameter.in),
          schema: { ...parameter, ...resolve(parameter.schema) },
        })),
        answer: answerSchema(node, document),
        body: bodySchema(node, given, document),
      });
    }
  }
  return operations;
}

function answerSchema(node: Node, document: OpenApiDocument): Node {
  const answers = nodeOf(node.responses);
  const code = ['200', '201', '2XX', '202', 'default'].find((candidate) => Object.hasOwn(answers, candidate));
  const answer = document.resolve(code === undefined ? {} : answers[code]);
  return answer.schema === undefined ? contentSchema(answer, document) : document.resolve(answer.schema);
}

function bodySchema(node: Node, parameters: readonly Node[], document: OpenApiDocument): Node {
  const body = parameters.find((parameter) => parameter.in === 'body');
  return body ? document.resolve(body.schema) : contentSchema(document.resolve(node.requestBody), document);
}

/** Of several media types, the one that is JSON. */
function contentSchema(node: Node, { resolve }: OpenApiDocument): Node {
  const content = nodeOf(node.content);
  const type = Object.keys(content).find((name) => /[/+]json\b/i.test(name)) ?? Object.keys(content)[0];
  return type === undefined ? {} : resolve(resolve(content[type]).schema);
}
