import { XMLParser } from 'fast-xml-parser';
import { BadGateway } from 'scim-gateway/plugin';
import type { UpstreamAnswer } from '../network/upstream.js';
import { exactNumbers } from './exact-numbers.js';
import type { ParsedAnswer } from './select.js';

/**
 * Reads the body of an answer: XML where its type says so, else JSON, whatever its type says.
 * @param needed true: a successful answer is of no use without its body; else what cannot be read is no body
 * @param lists paths (`users.user`) of the elements of an XML body that are lists, also where there is but one
 * @throws BadGateway where a needed body is neither, or where XML brings its own entities along
 */
export function createAnswerParser(
  needed: boolean,
  lists: ReadonlySet<string>,
): (answer: UpstreamAnswer) => ParsedAnswer {
  const parseXml = createXmlParser(lists);
  return ({ status, headers, body: text }) => {
    if (text.trim() === '') return { status, headers, body: undefined };
    const isXml = /[/+]xml\b/i.test(headers['content-type'] ?? '');
    try {
      return { status, headers, body: isXml ? parseXml(text) : parseJson(text), isXml };
    } catch (error) {
      if (needed && status < 300) throw error;
      return { status, headers, body: undefined };
    }
  };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Only what is JSON: in texts without end, looking for numbers takes a time that grows with the square of their length.
    const exact = exactNumbers(text);
    return exact === text ? value : JSON.parse(exact);
  } catch {
    // The parser's own message quotes what it read.
    throw new BadGateway('The application answers with what is no JSON.');
  }
}

function createXmlParser(lists: ReadonlySet<string>): (text: string) => unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    parseAttributeValue: false,
    htmlEntities: true,
    isArray: (_name, path) => typeof path === 'string' && lists.has(path),
  });
  return (text) => {
    if (/<!DOCTYPE/i.test(text))
      throw new BadGateway('The application answers with an XML document type, which is not read.');
    try {
      return parser.parse(text, true);
    } catch {
      throw new BadGateway('The application answers with what is no XML.');
    }
  };
}
