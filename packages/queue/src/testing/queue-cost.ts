// What the queue itself costs a run: the same runs, trained in no time at all, one after the other through a real Redis and
// without one, and the difference. Started by scripts/reliability/queue-cost.mjs.

import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCell, Stop, type SweepWorker } from '@ftn/library/internal';
import { redisAddress } from '../redis-address.js';
import { workOnPlan } from '../work-on-plan.js';
import { RedisServer } from './redis-server.js';
import { tinyCell } from './tiny-runs.js';

const [runs = 300, rounds = 3] = process.argv.slice(2).map(Number);
const cells = Array.from({ length: runs }, (_, n) => tinyCell(n, { steps: 0, stepMs: 0 }));

/** When the run under way was begun, run after run. */
let moments: number[] = [];

/** Ends every run at once, with no result but that it has ended. */
const instant = {
  run: async () => {
    moments.push(performance.now());
    return { kind: 'trained', trained: [], engine: 'none' } as const;
  },
  stop: () => {},
  [Symbol.asyncDispose]: async () => {},
} as unknown as SweepWorker;

const context = () => ({ emit: () => {}, stop: new Stop() });

/** Milliseconds from one run to the next, so that what is done once for all runs is not in it. */
async function each(work: (out: string) => Promise<unknown>): Promise<number> {
  const out = mkdtempSync(join(tmpdir(), 'ftn-queue-cost-'));
  moments = [];
  try {
    await work(out);
    return (moments.at(-1)! - moments[0]!) / (moments.length - 1);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function without(out: string): Promise<void> {
  const progress = { label: 'sweeping', running: new Map(), done: 0, total: runs };
  for (const cell of cells) await runCell({ cell, out, worker: instant, progress, threads: 1 }, context());
}

const port = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => resolve(port));
  });
});
const redis = new RedisServer(['--port', String(port), '--bind', '127.0.0.1']);
await redis.start();

const through = (out: string) =>
  workOnPlan(
    {
      address: redisAddress(`redis://127.0.0.1:${port}`),
      planned: {
        stored: { out, hash: '0'.repeat(16), cells, plan: { threads: 1 } as never },
        find: async ({ id }) => cells.find((cell) => cell.id === id) ?? null,
      },
      ...{ jobs: 1, lease: 30_000, memoryLimit: 1e9, startTrainer: () => instant },
    },
    context(),
  );

try {
  const costs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const alone = await each(without);
    const queued = await each(through);
    costs.push(queued - alone);
    const [a, b, cost] = [alone, queued, queued - alone].map((one) => one.toFixed(2));
    process.stderr.write(`${runs} runs: ${a} ms each without the queue, ${b} ms through it: ${cost} ms\n`);
  }
  costs.sort((a, b) => a - b);
  process.stdout.write(`${JSON.stringify({ runs, rounds, milliseconds: costs[Math.floor(rounds / 2)] })}\n`);
} finally {
  await redis.remove();
}
