import type { OperationNote, RecordUse } from 'scim-gateway/plugin';
import { compileSelector, type Selector } from '../answers/select.js';
import { compileOperation, type Operation, type OperationContext, type OperationOptions } from '../operation.js';
import type { ResourceOptions } from '../options.js';
import type { Scope } from '../requests/text-template.js';

/** The operations on single records that an API offers for one resource type, compiled. */
export interface RecordOperations {
  readonly get: Operation | undefined;
  readonly insert: Operation | undefined;
  readonly update: Operation | undefined;
  readonly remove: Operation | undefined;
  readonly password: Operation | undefined;
  readonly activate: Operation | undefined;
  readonly deactivate: Operation | undefined;
  readonly addMember: Operation | undefined;
  readonly removeMember: Operation | undefined;
  /** Where the record stands in the answers; of `update` only where the options say that it is there. */
  readonly recordOf: {
    readonly get: Selector;
    readonly insert: Selector;
    readonly update: Selector | undefined;
  };
}

/** What each operation is filled from, besides the fields of the record. */
export const operationVariables = {
  get: ['id'],
  insert: ['record', 'idempotencyKey'],
  update: ['id', 'record', 'changes', 'version'],
  remove: ['id'],
  password: ['id', 'password', 'record'],
  activate: ['id', 'record'],
  deactivate: ['id', 'record'],
  addMember: ['id', 'member', 'members'],
  removeMember: ['id', 'member', 'members'],
} as const;

type Name = keyof typeof operationVariables;

/** Operations that know the record, and so its fields. */
const withRecord: ReadonlySet<Name> = new Set<Name>(['insert', 'update', 'password', 'activate', 'deactivate']);

/** @throws Error a sentence that says what is wrong with the options */
export function compileOperations(
  options: ResourceOptions,
  use: RecordUse,
  context: OperationContext,
): RecordOperations {
  const compile = (name: Name): Operation | undefined => {
    const option: OperationOptions | undefined = options[name];
    if (!option) return undefined;
    const scope: Scope = {
      variables: operationVariables[name],
      fields: withRecord.has(name) ? (use.fields ? [use.key, ...use.fields] : 'any') : [],
    };
    const body = option.body ?? usualBody(name, option.request);
    const whole = { ...option, ...(body !== undefined && { body }) };
    try {
      return compileOperation(whole, scope, context, { kind: name === 'get' ? 'read' : 'write' });
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return {
    get: compile('get'),
    insert: compile('insert'),
    update: compile('update'),
    remove: compile('remove'),
    password: compile('password'),
    activate: compile('activate'),
    deactivate: compile('deactivate'),
    addMember: compile('addMember'),
    removeMember: compile('removeMember'),
    recordOf: {
      get: compileSelector(options.get?.record ?? ''),
      insert: compileSelector(options.insert?.record ?? ''),
      update: options.update?.record === undefined ? undefined : compileSelector(options.update.record),
    },
  };
}

/** What an insert or an update sends where the options say nothing of it. */
function usualBody(name: Name, request: string): string | undefined {
  if (name === 'insert') return '{record}';
  if (name !== 'update') return undefined;
  return request.startsWith('PATCH ') ? '{changes}' : '{record}';
}

/** How each operation would reach the API. */
export function notesOf(
  resourceType: string,
  texts: { readonly [operation: string]: string | undefined },
): readonly OperationNote[] {
  return Object.entries(texts).flatMap(([operation, does]) =>
    does === undefined ? [] : [{ resourceType, operation, does }],
  );
}
