import { ConfigError, type ConfigSource } from './config-error.js';
import { parseJson } from './parse-json.js';
import { parseYaml } from './parse-yaml.js';

/** The data of a config file, and its text for explanations. */
export interface ParsedConfig {
  readonly data: unknown;
  readonly source: ConfigSource;
}

/**
 * Reads JSON (comments allowed) or YAML, as the name of the file says.
 * @param file for messages, as the user would name it
 * @throws ConfigError with the place of what is wrong
 */
export function parseConfig(text: string, file: string): ParsedConfig {
  try {
    const { data, locate } = /\.ya?ml$/i.test(file) ? parseYaml(text) : parseJson(text);
    return { data, source: { file, text, locate } };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.faults, { file, text, locate: () => undefined });
  }
}
