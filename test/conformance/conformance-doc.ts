import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A requirement of a standard, as the title of the test that shows it says it: `RFC 7644 3.6 MUST: …`. */
export interface Requirement {
  readonly source: string;
  readonly section: string;
  readonly level: 'MUST' | 'SHOULD';
  readonly text: string;
  /** Relative to the repository. */
  readonly file: string;
}

const title = /^(RFC \d+|SCIM 1\.1 (?:core schema|REST API)) ([\d.]+) (MUST|SHOULD): (.+)$/;

/** The requirements that the tests below `folder` show, in the order of their standards and sections. */
export function requirementsIn(root: string, folder = 'test'): readonly Requirement[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(root, folder, file))
    .sort();
  return files
    .flatMap((file) =>
      titlesIn(file).flatMap((text) => {
        const [, source, section, level, what] = title.exec(text) ?? [];
        if (source === undefined || section === undefined || what === undefined) return [];
        return [{ source, section, level: level as Requirement['level'], text: what, file: relative(root, file) }];
      }),
    )
    .sort((left, right) => order(left).localeCompare(order(right), 'en', { numeric: true }));
}

function order({ source, section, level, text }: Requirement): string {
  return `${source} ${section} ${level} ${text}`;
}

/** The texts of all `….test('title', …)` calls of a file. */
function titlesIn(file: string): readonly string[] {
  const titles: string[] = [];
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [first] = node.arguments;
      if (node.expression.name.text === 'test' && first && ts.isStringLiteralLike(first)) titles.push(first.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

const standards: readonly (readonly [source: string, name: string])[] = [
  ['RFC 7643', 'RFC 7643, core schema'],
  ['RFC 7644', 'RFC 7644, protocol'],
  ['RFC 9865', 'RFC 9865, cursor-based pagination'],
  ['SCIM 1.1 core schema', 'SCIM 1.1, core schema'],
  ['SCIM 1.1 REST API', 'SCIM 1.1, REST API'],
  ['RFC 9110', 'RFC 9110, HTTP'],
];

/** The text of `docs/conformance.md`. */
export function conformanceDoc(requirements: readonly Requirement[]): string {
  const count = (level: Requirement['level']) => requirements.filter((one) => one.level === level).length;
  const tables = standards.map(([source, name]) => {
    const rows = requirements
      .filter((one) => one.source === source)
      .map(
        ({ section, level, text, file }) =>
          `| ${section} | ${level} | ${text.replaceAll('|', '\\|')} | [${file}](../${file}) |`,
      );
    return `## ${name}\n\n| section | level | what holds | shown by |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Conformance

What the standards ask of a service provider and the tests show: ${count('MUST')} MUST, ${count('SHOULD')} SHOULD. The rows are the titles of
the tests, put together by \`npm run docs:conformance\`; a test fails where this page is not what it would write.

${tables.join('\n')}`;
}
