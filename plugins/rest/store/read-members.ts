import { BadGateway, type Call, type StoredRecord } from 'scim-gateway/plugin';
import { isRecord } from '../answers/read-records.js';
import { parsePointer, valueAt } from '../answers/select.js';
import { compileListReader, type ListOptions, readAll } from '../find/list-reader.js';
import type { OperationContext } from '../operation.js';

/** The operation that reads the members of one group, as the options have it. */
export interface MembersOptions extends ListOptions {
  readonly value?: string | undefined;
}

/** Reads the ids of a group's members. */
export interface MembersReader {
  readonly text: string;
  read(id: string, call: Call): Promise<readonly string[]>;
}

/** @throws Error a sentence that says what is wrong with the options */
export function compileMembersReader(options: MembersOptions, context: OperationContext): MembersReader {
  const reader = compileListReader(options, { type: 'member', key: undefined, variables: ['id'] }, context);
  const tokens = parsePointer(options.value ?? '/id');
  return {
    text: reader.text,
    async read(id, call) {
      const ids: string[] = [];
      for await (const members of readAll(reader, reader.source({ id }, call))) {
        for (const member of members) ids.push(idOf(member, tokens));
      }
      return ids;
    },
  };
}

/** @throws BadGateway */
function idOf(member: StoredRecord | string | number, tokens: readonly string[]): string {
  const value = isRecord(member) ? valueAt(member, tokens) : member;
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  throw new BadGateway('The application sent a member without the "value" that the options name.');
}
