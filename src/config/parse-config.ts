import { isMap, isPair, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { ConfigError, type ConfigSource } from './config-error.js';

/** The data of a config file, and its text for explanations. */
export interface ParsedConfig {
  readonly data: unknown;
  readonly source: ConfigSource;
}

/**
 * Reads JSON (comments allowed) or YAML.
 * @param file for messages
 * @throws ConfigError with the place of each syntax error
 */
export function parseConfig(text: string, file: string): ParsedConfig {
  const isJson = file.endsWith('.json');
  const document = parseDocument(isJson ? blankComments(text) : text, { uniqueKeys: true, prettyErrors: false });
  const locate = (pointer: string) => locateNode(document.contents, pointer);
  if (document.errors.length > 0) {
    const places = new Map(document.errors.map(({ pos }, index) => [`/${index}`, { start: pos[0], end: pos[1] }]));
    throw new ConfigError(
      document.errors.map(({ message }, index) => ({ pointer: `/${index}`, message: sentence(message, isJson) })),
      { file, text, locate: (pointer) => places.get(pointer) },
    );
  }
  return { data: document.toJS({ maxAliasCount: 100 }), source: { file, text, locate } };
}

function sentence(message: string, isJson: boolean): string {
  const what = message.replace(/\.?\s*$/, '.');
  return `This is not ${isJson ? 'JSON' : 'YAML'}: ${what}`;
}

/** `//` and block comments turned into blanks, so that everything else stays where it is. */
function blankComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (match) =>
    match.startsWith('"') ? match : match.replace(/[^\n]/g, ' '),
  );
}

function locateNode(root: unknown, pointer: string): { readonly start: number; readonly end: number } | undefined {
  let node: unknown = root;
  let place = rangeOf(root);
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
      if (!pair) return place;
      place = rangeOf(pair.key) ?? place;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      place = rangeOf(node) ?? place;
    } else return place;
  }
  return place;
}

function rangeOf(node: unknown): { readonly start: number; readonly end: number } | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}
