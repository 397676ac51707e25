import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../helpers/gateway.js';
import type { Manifest } from './render-chart.js';

/**
 * What Kubernetes would not take: fields that are not there, values of another type. Checked by the compiler against the types
 * of Kubernetes' API, which finds misspelt names too.
 */
export function kubernetesFaults(manifests: readonly Manifest[]): readonly string[] {
  const file = join(root, 'manifests-under-test.ts');
  const source = manifests
    .map(({ apiVersion, kind, ...rest }, index) => {
      const path = apiVersion === 'v1' ? 'v1' : apiVersion;
      const text = JSON.stringify({ apiVersion, kind, ...rest }, null, 1);
      return `import type { I${kind} as T${index} } from 'kubernetes-models/${path}/${kind}';\nexport const m${index}: T${index} = ${text};`;
    })
    .join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...more) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : read(name, ...more);
  const program = ts.createProgram([file], options, host);
  return [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}
