import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import { ConfigError, type Located, type Place } from './config-error.js';
import { pointerParts } from './json-pointer.js';
import type { ParsedText } from './parse-json.js';

/** The parser's own sentences for these are about its insides. */
const sentences: { readonly [code: string]: string } = {
  MULTIPLE_DOCS: 'Only one document may stand in the file.',
  TAG_RESOLVE_FAILED: 'This tag is not known; a value from outside is written "${env:NAME}" or "${file:PATH}".',
  BAD_ALIAS: 'This alias does not lead to an anchor.',
  TAB_AS_INDENT: 'Lines are indented by spaces, not by tabs.',
  DUPLICATE_KEY: 'This name stands twice.',
};

/**
 * Reads YAML 1.2.
 * @throws ConfigError with the place of the first syntax error: what comes after it is mostly its echo
 */
export function parseYaml(text: string): ParsedText {
  const document = parseDocument(text, { prettyErrors: false, strict: true });
  const error = [...document.errors, ...document.warnings].sort((left, right) => left.pos[0] - right.pos[0])[0];
  if (error) {
    const message = sentences[error.code] ?? `${error.message.replace(/\.?\s*$/, '')}.`;
    throw notYaml(message, { start: error.pos[0], end: error.pos[1] });
  }
  return { data: toData(document), locate: (pointer) => locateNode(document.contents, pointer) };
}

function toData(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return (document.toJS({ maxAliasCount: 100 }) as unknown) ?? undefined;
  } catch {
    throw notYaml('Its aliases or its depth unfold to more than a config can be.', { start: 0, end: 1 });
  }
}

function notYaml(message: string, place: Place): ConfigError {
  return new ConfigError([{ pointer: '', message: `This is not YAML. ${message}`, place }]);
}

function locateNode(root: unknown, pointer: string): Located | undefined {
  let node: unknown = root;
  let key: unknown;
  for (const part of pointerParts(pointer)) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === part);
      if (!pair) return undefined;
      key = pair.key;
      node = pair.value;
    } else if (isSeq(node)) {
      key = undefined;
      node = node.items[Number(part)];
    } else return undefined;
  }
  const keyPlace = placeOf(key);
  const value = placeOf(node) ?? keyPlace;
  return value && { value, scalar: isScalar(node) && node.value !== null, ...(keyPlace && { key: keyPlace }) };
}

function placeOf(node: unknown): Place | undefined {
  return isNode(node) && node.range ? { start: node.range[0], end: node.range[1] } : undefined;
}
