import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as scim from 'scim-gateway/scim';
import t from 'tap';
import { root } from '../helpers/gateway.js';

/** The code of docs/scim.md as one program; each line `expression; // value` checks itself. */
function program(): { readonly code: string; readonly checks: number } {
  const blocks = [...readFileSync(join(root, 'docs/scim.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)];
  let checks = 0;
  const code = blocks
    .map(([, block = '']) => block)
    .join('\n')
    .replaceAll(/^import \{ (.*) \} from 'scim-gateway\/scim';$/gm, 'const { $1 } = scim;')
    .replaceAll(/^(?!const |\s)(.*); \/\/ (.*)$/gm, (_line, expression: string, value: string) => {
      checks += 1;
      const wanted = /^throws (\d+) (\w+)$/.exec(value);
      return wanted
        ? `t.match(refusal(() => ${expression}), { status: ${wanted[1]}, scimType: '${wanted[2]}' });`
        : `t.strictSame(${expression}, ${value});`;
    });
  return { code, checks };
}

function refusal(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

t.test('the examples of docs/scim.md do what they say', async (t) => {
  const { code, checks } = program();
  t.ok(checks >= 14, `${checks} lines say what they give`);
  new Function('scim', 't', 'refusal', code)(scim, t, refusal);
});
