/** What a server made up, such as an id: a later request that has it needs what the server makes up then. */
export interface KnownValues {
  /** `{{user1}}`; undefined for what no answer had. */
  reference(value: string): string | undefined;
  /** Keeps a value of an answer. Returns the name of its variable where it is new. */
  learn(value: string, kind: string): string | undefined;
  /** For an id that a client asks for and no answer had: a variable with a value of its own. */
  invent(value: string, replacement: string): string;
  /** Variables that were invented, with their values. */
  readonly invented: ReadonlyMap<string, string>;
}

export function createKnownValues(): KnownValues {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const invented = new Map<string, string>();
  const nameFor = (kind: string): string => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind}${count}`;
  };
  const reference = (value: string): string | undefined => {
    const name = names.get(value);
    return name === undefined ? undefined : `{{${name}}}`;
  };
  return {
    reference,
    invented,
    learn(value, kind) {
      if (value === '' || names.has(value)) return undefined;
      const name = nameFor(kind);
      names.set(value, name);
      return name;
    },
    invent(value, replacement) {
      const name = nameFor('unknown');
      names.set(value, name);
      invented.set(name, replacement);
      return `{{${name}}}`;
    },
  };
}
