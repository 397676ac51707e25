import { escapePointer } from '../../config/json-pointer.js';
import type { FieldProfile } from '../field-profile.js';
import { wordsOf } from '../field-words.js';
import { literal } from '../plan-config.js';
import type { ProposedKey } from '../proposal.js';
import { authOf } from './auth.js';
import { type Collection, findCollection, type Kind } from './collections.js';
import { listOf, type Node, nodeOf, type OpenApiDocument, textOf } from './document.js';
import { type ApiOperation, operationsOf } from './operations.js';
import { pageOf } from './pages.js';
import { propertiesOf, schemaFields, typeOf } from './schema-fields.js';

/** What an API offers for one resource type. */
export interface ProposedCollection {
  readonly fields: readonly FieldProfile[];
  /** The field that the path of one record names, where its schema has it. */
  readonly key: ProposedKey | undefined;
}

export interface ProposedRest {
  /** Options of the rest plugin. */
  readonly options: { readonly [name: string]: unknown };
  readonly User: ProposedCollection;
  readonly Group?: ProposedCollection;
  /** Environment variables with the credentials of the API. */
  readonly variables: readonly string[];
  /** Why it is proposed like this, a sentence each. */
  readonly reasons: readonly string[];
}

/**
 * Proposes how the rest plugin reaches an API.
 * @param base where it begins, if the document does not say or says it wrongly
 * @throws Error a sentence: no people, no server
 */
export function proposeRest(document: OpenApiDocument, base: string | undefined): ProposedRest {
  const operations = operationsOf(document);
  const people = findCollection('User', operations, document);
  if (!people) {
    throw new Error(
      'It has no list of people: no GET whose path or operationId speaks of users, employees, people or the like, and that answers with a list.',
    );
  }
  const groups = findCollection('Group', operations, document);
  const { auth, variables, reason } = authOf(people.list, document);
  const pages = [people, ...(groups ? [groups] : [])].map(({ list }) => pageOf(list, document).reason);
  return {
    options: {
      baseUrl: literal(base ?? serverOf(document)),
      ...(auth.type !== 'none' && { auth }),
      User: literal(optionsOf(people, document, operations, 'User')),
      ...(groups && { Group: literal(optionsOf(groups, document, operations, 'Group')) }),
    },
    User: { fields: schemaFields(people.item, document), key: keyOf(people, document) },
    ...(groups && { Group: { fields: schemaFields(groups.item, document), key: keyOf(groups, document) } }),
    variables,
    reasons: [people.reason, ...(groups ? [groups.reason] : ['It has no list of groups.']), ...new Set(pages), reason],
  };
}

/** The first server that is a whole URL, with the defaults of its variables. */
function serverOf({ root }: OpenApiDocument): string {
  const host = textOf(root.host);
  const schemes = listOf(root.schemes).map(textOf);
  const own =
    host === ''
      ? []
      : [
          `${schemes.includes('https') || schemes.length === 0 ? 'https' : schemes[0]}://${host}${textOf(root.basePath)}`,
        ];
  const servers = listOf(root.servers)
    .map(nodeOf)
    .map(({ url, variables }) =>
      textOf(url).replace(/\{([^{}]+)\}/g, (_, name: string) => textOf(nodeOf(nodeOf(variables)[name]).default)),
    );
  const found = [...servers, ...own].find((url) => /^https?:\/\/[^/?#\s@]+(\/[^?#\s]*)?$/.test(url));
  if (found === undefined)
    throw new Error('It names no server by a whole URL: say where the API begins by --base-url.');
  return found.replace(/\/+$/, '');
}

function optionsOf(
  collection: Collection,
  document: OpenApiDocument,
  operations: readonly ApiOperation[],
  kind: Kind,
): Node {
  const { list, records, total, get, create, update, remove, item } = collection;
  const { page } = pageOf(list, document);
  const filters = filtersOf(list, item, document);
  const made = [...propertiesOf(item, document)]
    .filter(([, property]) => property.readOnly === true)
    .map(([name]) => name);
  const omit = made.length > 0 && { omit: made };
  return {
    find: {
      request: `GET ${list.path}`,
      ...(records !== '' && { records }),
      ...(total !== undefined && { total }),
      ...(page && { page }),
      ...(Object.keys(filters).length > 0 && { filters }),
    },
    ...(get && { get: { request: requestOf(get), ...recordOf(get, item, document) } }),
    ...(create && {
      insert: {
        request: requestOf(create),
        ...bodyOf(create, item, document),
        ...recordOf(create, item, document),
        ...omit,
      },
    }),
    ...(update && { update: { request: requestOf(update), ...bodyOf(update, item, document), ...omit } }),
    ...(remove && { remove: { request: requestOf(remove) } }),
    ...(kind === 'Group' && memberOptions(list.path, operations)),
  };
}

function requestOf({ method, path }: ApiOperation): string {
  return `${method} ${path.replace(/\{[^{}]+\}/, '{id}')}`;
}

/** Where the one record stands: in the whole answer, or in the one property that looks like it. */
function recordOf({ answer }: ApiOperation, item: Node, document: OpenApiDocument): { readonly record?: string } {
  const wrapper = wrapperOf(answer, item, document);
  return wrapper === undefined ? {} : { record: `/${escapePointer(wrapper)}` };
}

function bodyOf({ body, method }: ApiOperation, item: Node, document: OpenApiDocument): { readonly body?: unknown } {
  const wrapper = wrapperOf(body, item, document);
  if (wrapper === undefined) return {};
  return { body: { [wrapper]: method === 'PATCH' ? '{changes}' : '{record}' } };
}

/** The property that holds the record, where the whole has none of its fields. */
function wrapperOf(schema: Node, item: Node, document: OpenApiDocument): string | undefined {
  const names = new Set(propertiesOf(item, document).keys());
  const outer = [...propertiesOf(schema, document)];
  if (outer.some(([name]) => names.has(name))) return undefined;
  return outer.find(([, property]) =>
    [...propertiesOf(property, document).keys()].some((name) => names.has(name)),
  )?.[0];
}

/** Query parameters that have the name of a field: the API can be asked for it. */
function filtersOf(list: ApiOperation, item: Node, document: OpenApiDocument): Node {
  const fields = new Map(
    [...propertiesOf(item, document)].map(([name, property]) => [name.toLowerCase(), { name, property }]),
  );
  const filters: { [question: string]: string } = {};
  for (const { name, where } of list.parameters) {
    const field = where === 'query' && /^[\w.~-]+$/.test(name) ? fields.get(name.toLowerCase()) : undefined;
    if (field && typeOf(field.property) === 'string' && /^[\w.-]+$/.test(field.name))
      filters[`${field.name} eq`] = `${name}={value}`;
  }
  return filters;
}

/** Operations for one member at a time: `/teams/{team}/members/{user}`. */
function memberOptions(path: string, operations: readonly ApiOperation[]): Node {
  const base = path.replace(/\/+$/, '');
  const single = operations.filter(
    (one) =>
      one.path.startsWith(`${base}/{`) &&
      /^\/\{[^{}/]+\}\/[\w-]*(?:member|user|people|employee)[\w-]*\/\{[^{}/]+\}\/?$/i.test(one.path.slice(base.length)),
  );
  const request = (...methods: readonly string[]): { readonly request: string } | undefined => {
    const found = methods.flatMap((method) => single.filter((one) => one.method === method))[0];
    return (
      found && {
        request: `${found.method} ${found.path.replace(/\{[^{}]+\}/, '{id}').replace(/\{(?!id\})[^{}]+\}/, '{member}')}`,
      }
    );
  };
  const add = request('PUT', 'POST');
  const remove = request('DELETE');
  return { ...(add && { addMember: add }), ...(remove && { removeMember: remove }) };
}

/** `employeeId` of `/employees/{employeeId}` is the field of that name, else `id` where the words around it are the path's. */
function keyOf({ parameter, item }: Collection, document: OpenApiDocument): ProposedKey | undefined {
  if (parameter === undefined) return undefined;
  const wanted = wordsOf(parameter).join('');
  const names = [...propertiesOf(item, document).keys()];
  const same = names.find((name) => wordsOf(name).join('') === wanted);
  const field = same ?? names.find((name) => wanted.endsWith(name.toLowerCase()) && /^(id|uuid|key|code)$/i.test(name));
  if (field === undefined) return undefined;
  return {
    field,
    reason: `The path of one record names it: {${parameter}}.`,
    confidence: same === undefined ? 'medium' : 'high',
  };
}
