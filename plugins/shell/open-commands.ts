import {
  type Adapter,
  type Call,
  type Host,
  PluginError,
  type Query,
  type Store,
  toBytes,
  toMilliseconds,
  Unavailable,
} from 'scim-gateway/plugin';
import { checkProgram } from './check-start.js';
import { type Command, compileCommand } from './command.js';
import { compileCommands } from './compile-commands.js';
import type { ProcessSettings } from './group-process.js';
import type { ShellOptions } from './options.js';
import type { ProcessGroups } from './process-groups.js';
import { createRecordStore } from './record-store.js';
import { type Ask, nameOf } from './request.js';
import { createCommandRunner } from './run-command.js';
import { Slots } from './slots.js';

/**
 * Opens an adapter that runs a command for each question.
 * @throws Error a sentence that says what is wrong in the options
 */
export function openCommands(
  options: ShellOptions,
  host: Host,
  settings: ProcessSettings,
  groups: ProcessGroups,
): Adapter {
  const types = compileCommands(options, host);
  if (types.size === 0)
    throw new Error('Name the commands of a resource type ("User": { "find": […] }), or a "worker".');
  const check = options.check && compileCommand(options.check, [], 'check');
  const commands = new Map<string, Command>(check && [['check', check]]);
  for (const [type, { operations }] of types) {
    for (const [operation, command] of operations) commands.set(`${type}.${operation}`, command);
  }
  for (const [name, { program }] of commands) checkProgram(program, settings, name);
  const ask = createCommandRunner({
    ...settings,
    maxOutput: toBytes(options.maxOutput),
    retryAfter: Math.ceil(toMilliseconds(options.retryAfter) / 1000),
    input: options.input,
    output: options.output,
    slots: new Slots(options.concurrency),
    groups,
    commandOf: (request) => {
      const command = commands.get(nameOf(request));
      if (!command) throw new Error(`There is no command for ${nameOf(request)}.`);
      return command;
    },
  });
  const stores: { [type: string]: Store } = {};
  for (const [type, { operations, meta }] of types) {
    const use = host.resources[type];
    const find = operations.get('find');
    if (!use) continue;
    stores[type] = createRecordStore({
      type,
      use,
      operations: new Set(operations.keys()),
      meta,
      ask,
      ...(find && { explain: (query) => [explanation(find, type, query)] }),
    });
  }
  return {
    stores,
    ...(check && { check: (call: Call) => checkBy(ask, call) }),
    describe: () =>
      [...types].flatMap(([resourceType, { operations }]) =>
        [...operations].map(([operation, { line }]) => ({ resourceType, operation, does: line })),
      ),
    close: () => groups.close(),
  };
}

function explanation({ line }: Command, resourceType: string, { page: _page, ...query }: Query): string {
  return `${line} < ${JSON.stringify({ operation: 'find', resourceType, query })}`;
}

async function checkBy(ask: Ask, call: Call): Promise<undefined> {
  try {
    const { requestId, deadline } = call;
    for await (const _record of ask({ operation: 'check', requestId, deadline }, call));
  } catch (error) {
    if (error instanceof PluginError || call.signal.aborted) throw error;
    throw new Unavailable('The check command did not end well.', { cause: error });
  }
}
