/** Exit code 0 where the gateway lives: `node healthcheck.mjs [URL]`. For images without a shell. */
const url = process.argv[2] ?? 'http://127.0.0.1:8081/healthz';

try {
  const answer = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  await answer.body?.cancel();
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
