import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as renderGo } from '@evertdespiegeleer/go-template';
import { parse, parseAllDocuments, stringify } from 'yaml';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects and fails where it is not there.
  readonly [part: string]: any;
}

/**
 * Renders a Helm chart by Go's own template engine. The functions that Helm adds to it are put in here: `include`, `toYaml`
 * and `toJson` with `nindent`, `sha256sum`, `default`. One that is not among them is an error of the engine.
 */
export async function renderChart(folder: string, values: object): Promise<readonly Manifest[]> {
  const chart = parse(readFileSync(join(folder, 'Chart.yaml'), 'utf8'));
  const data = { Values: values, Release: { Name: 'hr' }, Chart: { AppVersion: chart.appVersion } };
  const helpers = namedTemplates(readFileSync(join(folder, 'templates/_helpers.tpl'), 'utf8'));
  const manifests: Manifest[] = [];
  for (const file of readdirSync(join(folder, 'templates')).filter((name) => name.endsWith('.yaml'))) {
    const template = readFileSync(join(folder, 'templates', file), 'utf8');
    const text = await renderGo(withHelmFunctions(template, helpers, data), data);
    if (text.includes('<no value>')) throw new Error(`${file} names a value that is not there:\n${text}`);
    for (const document of parseAllDocuments(text)) {
      if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0]?.message}\n${text}`);
      const manifest = document.toJS();
      if (manifest !== null) manifests.push(manifest);
    }
  }
  return manifests;
}

function namedTemplates(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/\{\{- define "([^"]+)" -\}\}\n([\s\S]*?)\n\{\{- end \}\}/g);
  return new Map([...found].map(([, name = '', body = '']) => [name, body]));
}

function withHelmFunctions(template: string, helpers: ReadonlyMap<string, string>, data: object): string {
  return template
    .replaceAll(/\s*\{\{- include "([^"]+)" \. \| nindent (\d+) \}\}/g, (_all, name: string, spaces: string) => {
      const body = helpers.get(name);
      if (body === undefined) throw new Error(`there is no template ${name}`);
      return indented(body, spaces);
    })
    .replaceAll(/\s*\{\{- (toYaml|toJson) \.([\w.]+) \| nindent (\d+) \}\}/g, (_all, form, path, spaces) =>
      indented(form === 'toYaml' ? stringify(at(data, path)).trimEnd() : json(at(data, path)), spaces),
    )
    .replaceAll(/\{\{ toJson \.([\w.]+) \| sha256sum \}\}/g, (_all, path) =>
      createHash('sha256')
        .update(json(at(data, path)))
        .digest('hex'),
    )
    .replaceAll(/\{\{ (\S+) \| default (\S+) \}\}/g, '{{ or $1 $2 }}');
}

/** As Go has it: what HTML minds is escaped. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

function indented(text: string, spaces: string): string {
  const margin = ' '.repeat(Number(spaces));
  return text
    .split('\n')
    .map((line) => `\n${margin}${line}`)
    .join('');
}

function at(data: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as { [name: string]: unknown } | undefined)?.[name], data);
}
