/** A way of authentication that cannot be set up; the message is a sentence for the operator. */
export class AuthUnusable extends Error {
  /** Which of the ways of the config, from 0. */
  readonly index: number;
  /** The setting that is the trouble. */
  readonly setting: string;

  constructor(index: number, setting: string, message: string) {
    super(message);
    this.name = 'AuthUnusable';
    this.index = index;
    this.setting = setting;
  }
}
