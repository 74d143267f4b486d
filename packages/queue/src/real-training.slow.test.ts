import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSweep, sweep, type WrittenPlan } from '@ftn/library';
import { weightsOf, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepByQueue } from './sweep-by-queue.js';
import { RedisServer, redisIsHere } from './testing/redis-server.js';

const script = fileURLToPath(new URL('testing/sweep-child.ts', import.meta.url));
const lease = 5000;
let scratch: string;
let plan: WrittenPlan;
const at = (...parts: string[]) => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-queued-'));
  await writeTinyDomain(at('photos'), 3);
  const input = { backbone: 'resnet10-small', 'input.size': 32, madeUp: { train: 2, val: 1, test: 1 } };
  const transforms = { train: 'small-training', evaluate: 'small-evaluation' };
  const set = { ...input, transforms, batchSize: 4, epochs: 2 };
  plan = { data: at('photos'), methods: ['ftn', 'fc-and-bn-only'], ranks: [1, 2], seeds: [0, 1], set };
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

function startWorker(folder: string, queue: string): ChildProcess {
  const options = JSON.stringify({ folder, queue, jobs: 1, lease });
  const words = ['--import', 'tsx', '--conditions=@ftn/source', script, options];
  return spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
}

describe.skipIf(!redisIsHere)('a sweep by a queue', () => {
  it('comes to the same bits by four workers, one of which is killed, as on one machine', async () => {
    const alone = await sweep({ plan, out: at('alone'), jobs: 1 });
    const redis = new RedisServer();
    await redis.start();
    try {
      const out = at('queued');
      const queued = sweepByQueue({ plan, out, queue: redis.url });
      const workers: ChildProcess[] = [];
      let killed = false;
      for await (const event of queued) {
        if (event.kind === 'note' && event.text.includes('handed out by'))
          for (let n = 0; n < 4; n++) workers.push(startWorker(out, redis.url));
        if (event.kind !== 'progress' || killed || event.detail === '0 running') continue;
        killed = true;
        workers[0]!.kill('SIGKILL');
      }
      const result = await queued;
      expect(killed).toBe(true);
      expect(result.cells.map(({ state }) => state)).toEqual(Array(6).fill('finished'));
      expect(await weightsOf(result)).toEqual(await weightsOf(alone));
      const codes = await Promise.all(
        workers.slice(1).map(async (child) => child.exitCode ?? (await once(child, 'exit'))[0]),
      );
      expect(codes).toEqual([0, 0, 0]);
      // Given again, there is nothing to do, and no worker is needed to see it.
      expect((await sweepByQueue({ plan, out, queue: redis.url })).results).toHaveLength(6);
      expect((await readSweep(out)).results).toEqual(result.results);
    } finally {
      await redis.remove();
    }
  });
});
