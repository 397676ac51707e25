// npm run verify:others: SCIM servers of other makers, each verified by the built command. Prints a line for each failure.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../../dist/src/cli/main.js', import.meta.url));
const chosen = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'verify-others-'));

async function verify({ base, bearer }, file) {
  const args = [binary, 'verify', base, '--scim-version', '2.0', '--bearer', '${env:TOKEN}', '--report', file];
  const child = spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, TOKEN: bearer } });
  await new Promise((resolve) => child.once('exit', resolve));
  return JSON.parse(readFileSync(file, 'utf8'));
}

try {
  for (const name of chosen.length > 0 ? chosen : ['scimmy', 'better-auth', 'polis']) {
    const { start } = await import(`./${name}.mjs`);
    const server = await start();
    const { summary, checks, leftovers } = await verify(server, join(folder, `${name}.json`));
    const { passed, failed, skipped, failedByLevel } = summary;
    console.log(
      `\n${name}: ${passed} passed, ${failed} failed (${JSON.stringify(failedByLevel)}), ${skipped} skipped, ${leftovers.length} left over`,
    );
    for (const { id, level, outcome, failure } of checks) {
      if (outcome === 'failed')
        console.log(
          `  ${level.padEnd(6)} ${id}: expected ${failure.expected}; ${failure.answer?.status ?? 'no answer'}`,
        );
    }
    server.close();
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exit();
