/** What a credential may do. */
export interface Rights {
  /** `read`: look only; `write`: change as well. */
  readonly access: Access;
  /** The resource types that it may see and change; undefined: all of them. */
  readonly resourceTypes: ReadonlySet<string> | undefined;
}

export type Access = 'read' | 'write';

/** Who a request comes from, proven by a credential of the config. */
export interface Principal {
  /** The credential's `label` of the config, else what it is: `basic okta`, `header X-Api-Key`. Nothing secret. */
  readonly name: string;
  readonly rights: Rights;
}

export const ALL_RIGHTS: Rights = { access: 'write', resourceTypes: undefined };
