/** A plugin was found but cannot be used: the message names the file and what to do. */
export class PluginUnusable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PluginUnusable';
  }
}
