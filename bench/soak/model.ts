/** What the clients were told of one person. Values that were sent without an answer may be there, or not. */
export interface Person {
  readonly login: string;
  id: string | undefined;
  /** Each of them may be what is there; `undefined`: the person is not there. */
  possible: (string | undefined)[];
}

export interface Team {
  readonly id: string;
  readonly name: string;
  /** Members by the person's id: true where they are in it, undefined where nobody can know. */
  readonly members: Map<string, boolean | undefined>;
}

/** What must be behind one connector. Each client changes people and teams of its own, one after the other. */
export class Model {
  readonly people = new Map<string, Person>();
  readonly teams = new Map<string, Team>();

  /** A system that keeps nothing has been killed. */
  forget(): void {
    this.people.clear();
    this.teams.clear();
  }

  /** What is wrong with what was found. */
  faults(
    people: readonly { readonly id: string; readonly login: string; readonly title: string | undefined }[],
    teams: readonly { readonly id: string; readonly name: string; readonly members: readonly string[] }[],
  ): readonly string[] {
    const faults: string[] = [];
    for (const { login } of duplicates(people, ({ login }) => login)) faults.push(`${login} is there twice`);
    for (const { id } of duplicates(people, ({ id }) => id)) faults.push(`the id ${id} is there twice`);
    for (const { name } of duplicates(teams, ({ name }) => name)) faults.push(`the group ${name} is there twice`);
    const found = new Map(people.map((person) => [person.login, person]));
    for (const { login, id, possible } of this.people.values()) {
      const there = found.get(login);
      if (!possible.includes(there?.title ?? (there ? '' : undefined))) {
        faults.push(`${login} is ${there ? `"${there.title}"` : 'not there'}, not ${possible.join(' or ')}`);
      }
      if (there && id !== undefined && there.id !== id) faults.push(`${login} has the id ${there.id}, not ${id}`);
    }
    for (const { login } of people) if (!this.people.has(login)) faults.push(`nobody asked for ${login}`);
    const groups = new Map(teams.map((team) => [team.id, team]));
    for (const { id, name, members } of this.teams.values()) {
      const there = groups.get(id);
      if (!there) faults.push(`the group ${name} is lost`);
      if (there && duplicates(there.members, (member) => member).length > 0) faults.push(`${name} has a member twice`);
      for (const [member, isIn] of there ? members : []) {
        const now = there?.members.includes(member);
        if (isIn !== undefined && now !== isIn) faults.push(`${member} is ${now ? '' : 'not '}in ${name}`);
      }
      for (const member of there?.members ?? [])
        if (!members.has(member)) faults.push(`${name} has ${member}, whom nobody put in`);
    }
    return faults;
  }
}

function duplicates<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const seen = new Set<string>();
  return items.filter((item) => seen.size === seen.add(keyOf(item)).size);
}
