import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Application } from './application.js';
import type { Model } from './model.js';
import type { ConnectorName, World } from './world.js';

/** What the systems themselves hold, read without the gateway. */
export function compareSystems(
  models: { readonly [Name in ConnectorName]: Model },
  { world, application }: { readonly world: World; readonly application: Application },
): readonly string[] {
  const found: string[] = [];
  const compare = (name: ConnectorName, people: Rows, teams: Rows): void => {
    const faults = models[name].faults(
      people.map(({ id, login, title }) => person(id, login, title)),
      teams.map(({ id, name: called, members }) => team(id, called, membersOf(members))),
    );
    found.push(...faults.map((fault) => `${name}, in the system: ${fault}`));
  };
  compare('csv', csvRows(world.users), csvRows(world.groups));
  compare('rest', [...application.rows.people.values()], [...application.rows.teams.values()]);
  compare('shell', jsonRows(join(world.records, 'User')), jsonRows(join(world.records, 'Group')));
  return found;
}

type Rows = readonly { readonly [field: string]: unknown }[];

function csvRows(path: string): Rows {
  return parse(readFileSync(path), { columns: true }) as Rows;
}

function jsonRows(path: string): Rows {
  const names = readdirSync(path).filter((name) => name.endsWith('.json'));
  return names.map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')));
}

function membersOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value as readonly string[];
  return typeof value === 'string' && value !== '' ? value.split(';') : [];
}

export function person(id: unknown, login: unknown, title: unknown) {
  return { id: String(id), login: String(login), title: title === undefined ? undefined : String(title) };
}

export function team(id: unknown, name: unknown, members: readonly string[]) {
  return { id: String(id), name: String(name), members };
}
