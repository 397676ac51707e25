import type { Host } from 'scim-gateway/plugin';
import { type Command, compileCommand } from './command.js';
import type { ShellOptions, TypeOptions } from './options.js';
import { type Operation, operations } from './request.js';

/** What each operation has values for. */
const placeholders: { readonly [Name in Operation]: readonly ('id' | 'member')[] } = {
  find: [],
  get: ['id'],
  insert: [],
  update: ['id'],
  remove: ['id'],
  addMember: ['id', 'member'],
  removeMember: ['id', 'member'],
  memberships: ['member'],
};

/** One resource type's commands. */
export interface TypeCommands {
  readonly operations: ReadonlyMap<Operation, Command>;
  readonly meta: NonNullable<TypeOptions['meta']>;
}

/**
 * The commands of each resource type.
 * @throws Error a sentence that says what is wrong in the options
 */
export function compileCommands(options: ShellOptions, host: Host): ReadonlyMap<string, TypeCommands> {
  const types = Object.entries(options).filter((entry): entry is [string, TypeOptions] => /^[A-Z]/.test(entry[0]));
  return new Map(types.map(([type, own]) => [type, compileType(type, own, host)]));
}

function compileType(type: string, own: TypeOptions, { resources }: Host): TypeCommands {
  const use = Object.hasOwn(resources, type) ? resources[type] : undefined;
  if (!use) {
    throw new Error(
      `"${type}" is no resource type of this connector, which has ${Object.keys(resources).join(', ')}. One of your own is declared in "resourceTypes".`,
    );
  }
  if (!own.find && !own.get) throw new Error(`"${type}" needs a "find" or a "get" command: nothing could be read.`);
  if ((own.addMember || own.removeMember || own.memberships) && use.members === undefined) {
    throw new Error(`"${type}" has commands for members, but no field of its mapping holds members.`);
  }
  const compiled = operations.flatMap((operation) => {
    const parts = own[operation];
    return parts ? [[operation, compileCommand(parts, placeholders[operation], `${type}.${operation}`)] as const] : [];
  });
  return { operations: new Map(compiled), meta: own.meta ?? {} };
}
