/** Who asks, as the log and the audit name it. */
export interface Caller {
  /** Which credential of the config, such as `basic okta`. */
  readonly name: string;
  /** The IP address that the request comes from, a trusted proxy's client behind it. */
  readonly address: string;
}
