import { Pool } from 'undici';
import { headers } from '../server/measure.js';

/** Latencies in microseconds of requests sent one after the other on one connection: autocannon knows only milliseconds. */
export async function latencies(url: string, path: (turn: number) => string, seconds: number): Promise<number[]> {
  const pool = new Pool(url, { connections: 1 });
  const taken: number[] = [];
  try {
    const end = performance.now() + seconds * 1000;
    for (let turn = 0; performance.now() < end; turn++) {
      const startedAt = performance.now();
      const { statusCode, body } = await pool.request({ method: 'GET', path: path(turn), headers });
      await body.text();
      if (statusCode !== 200) throw new Error(`${path(turn)} was answered with ${statusCode}`);
      taken.push((performance.now() - startedAt) * 1000);
    }
  } finally {
    await pool.close();
  }
  return taken;
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  return [...figures].sort((left, right) => left - right)[figures.length >> 1] ?? Number.NaN;
}
