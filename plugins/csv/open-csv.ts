import type { Adapter, Call, Finding, Host, Store } from 'scim-gateway/plugin';
import { type CsvPlan, PAIRS, planCsv } from './csv-plan.js';
import { derivedGroups } from './derived-groups.js';
import { findingsOf } from './findings.js';
import type { OpenFile } from './journal.js';
import { type Memberships, ownColumn, pairsFile, userColumn } from './memberships.js';
import type { CsvOptions } from './options.js';
import { RecordStore } from './record-store.js';
import { CREATED, LAST_MODIFIED, VERSION } from './virtual-fields.js';
import { Workspace } from './workspace.js';

/**
 * Opens the files that the options name.
 * @param openFile opens the journal's files; for tests that let the disk fail
 * @throws Error a sentence with file and line, or with the process that holds the files
 */
export async function openCsv(options: CsvOptions, host: Host, openFile?: OpenFile): Promise<Adapter> {
  const plan = planCsv(options, host);
  const workspace = await Workspace.open({
    plans: plan.files,
    checkpointMs: plan.checkpointMs,
    log: host.log,
    now: host.now,
    ...(openFile && { openFile }),
  });
  const memberships = membershipsOf(plan, workspace);
  const records = new Map<string, RecordStore>();
  for (const { spec } of plan.files) {
    const use = plan.uses.get(spec.role);
    if (!use) continue;
    const isGroup = spec.role === 'Group';
    records.set(
      spec.role,
      new RecordStore({
        type: spec.role,
        use,
        workspace,
        passwordForm: plan.passwordForm,
        ...(memberships && (isGroup || spec.role === 'User') && { memberships }),
        isGroup,
        groups: () => records.get('Group'),
        ownsMembers: isGroup && plan.layout?.kind === 'own',
      }),
    );
  }
  const stores: { [type: string]: Store } = {};
  for (const [type, store] of records) stores[type] = storeOf(store, type === 'Group' && memberships !== undefined);
  if (plan.layout?.kind === 'userColumn' && !plan.layout.hasFile && memberships) {
    const { column } = plan.layout;
    const use = plan.uses.get('Group');
    const names = (): Iterable<string> => workspace.file('User').table.elements(column).values();
    if (use) stores.Group = derivedGroups({ use, workspace, memberships, names });
  }
  return {
    stores,
    check: () => check(plan, workspace),
    gauges: () => workspace.gauges(),
    close: () => workspace.close(),
  };
}

function storeOf(store: RecordStore, hasMembers: boolean): Store {
  return {
    meta: { created: CREATED, lastModified: LAST_MODIFIED, version: VERSION },
    find: (query, call) => store.find(query, call),
    get: (id, _call, fields) => store.get(id, fields),
    insert: (record, call) => store.insert(record, call),
    update: (id, change, call) => store.update(id, change, call),
    remove: (id, call) => store.remove(id, call),
    count: () => store.count(),
    ...(hasMembers && {
      memberships: (members: readonly string[], _call: Call, fields?: readonly string[]) =>
        store.memberships(members, fields),
    }),
  };
}

function membershipsOf({ layout }: CsvPlan, workspace: Workspace): Memberships | undefined {
  const tableOf = (role: string) => () => workspace.file(role).table;
  switch (layout?.kind) {
    case 'own':
      return ownColumn(tableOf('Group'), layout.column, layout.separator);
    case 'userColumn':
      return userColumn(tableOf('User'), layout.column, layout.separator);
    case 'pairs':
      return pairsFile(tableOf(PAIRS), layout.group, layout.user);
    default:
      return undefined;
  }
}

async function check(plan: CsvPlan, workspace: Workspace): Promise<readonly Finding[]> {
  await workspace.check();
  const findings: Finding[] = [];
  for (const [type, use] of plan.uses) {
    if (plan.files.some(({ spec }) => spec.role === type))
      findings.push(...findingsOf(workspace.file(type), type, use));
  }
  const fault = workspace.checkpointFault;
  if (fault) {
    findings.push({
      message: `Changes are safe in the journal, but the CSV files could not be rewritten: ${fault.message}`,
    });
  }
  return findings;
}
