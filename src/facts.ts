import type { LoadedConfig } from './config/index.js';
import type { WebServer } from './http/index.js';
import type { Finding, OperationNote } from './plugin/index.js';

/** What a person needs to know of a connector that is open: for the start banner. */
export interface ConnectorFacts {
  readonly name?: string;
  readonly plugin: string;
  readonly scimVersion: '1.1' | '2.0';
  /** With the port that is really listened on. */
  readonly baseUrls: { readonly '1.1': string; readonly '2.0': string; readonly default: string };
  readonly authType: string;
  /** How many resources there are by type; types whose store does not know are missing. */
  readonly counts: { readonly [resourceType: string]: number };
  readonly uniqueUserField: string;
  readonly acceptUserUpdates: boolean;
  readonly timeoutMs: number;
}

/** What `scim-gateway check` finds out about a connector. */
export interface ConnectorReport {
  readonly name?: string;
  readonly plugin: string;
  /** true, or a sentence that says why not. */
  readonly reachable: true | string;
  readonly findings: readonly Finding[];
  /** How each operation would reach the application; empty where the plugin does not say. */
  readonly operations: readonly OperationNote[];
  readonly capabilities: readonly { readonly name: string; readonly supported: boolean; readonly reason?: string }[];
  /** Attributes that clients may send and that are dropped, by resource type. */
  readonly unmapped: { readonly [resourceType: string]: readonly string[] };
}

/** What a reload did, connectors by name; the only one of a gateway is called 'connector'. */
export interface Reloaded {
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  /** Settings that have changed, and that only a restart takes over. */
  readonly needRestart: readonly string[];
}

/** A gateway with all its connectors open. */
export interface Gateway {
  /** Says which routes there are. */
  readonly web: WebServer;
  facts(): Promise<readonly ConnectorFacts[]>;
  check(): Promise<readonly ConnectorReport[]>;
  /**
   * @returns where operators ask; undefined: nowhere
   * @throws Error `EADDRINUSE` and the like
   */
  listen(): Promise<string | undefined>;
  /**
   * Serves what another config says, without dropping a request: connectors whose config is the same stay open as they are.
   * Where one of the others cannot be opened, all stays as it was. One reload at a time.
   * @throws ConfigError, PluginUnusable; Error with the reason
   */
  reload(config: LoadedConfig): Promise<Reloaded>;
  /** Tells whoever asks that the config file was refused, and that the one before is served. */
  refused(): void;
  /**
   * Is no longer ready, lets the requests on their way finish within `server.stopWithin`, then closes the connectors.
   */
  close(): Promise<void>;
}
