import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSweep, sweep, type WrittenPlan } from '@ftn/library';
import { weightsOf, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepByQueue } from './sweep-by-queue.js';
import { RedisServer, redisIsHere } from './testing/redis-server.js';
import { smallPlan, startSweepWorker, sweepWithLoss } from './testing/small-sweep.js';

let scratch: string;
let plan: WrittenPlan;
const at = (...parts: string[]) => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-queued-'));
  await writeTinyDomain(at('photos'), 3);
  plan = smallPlan(at('photos'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe.skipIf(!redisIsHere)('a sweep by a queue', () => {
  it('comes to the same bits by four workers, one of which is killed, as on one machine', async () => {
    const alone = await sweep({ plan, out: at('alone'), jobs: 1 });
    const redis = new RedisServer();
    await redis.start();
    try {
      const out = at('queued');
      const queued = sweepByQueue({ plan, out, queue: redis.url });
      const { result, killed, codes } = await sweepWithLoss(queued, 4, () =>
        startSweepWorker({ folder: out, queue: redis.url }),
      );
      expect(killed).toBe(true);
      expect(result.cells.map(({ state }) => state)).toEqual(Array(6).fill('finished'));
      expect(await weightsOf(result)).toEqual(await weightsOf(alone));
      expect(codes).toEqual([0, 0, 0]);
      // Given again, there is nothing to do, and no worker is needed to see it.
      expect((await sweepByQueue({ plan, out, queue: redis.url })).results).toHaveLength(6);
      expect((await readSweep(out)).results).toEqual(result.results);
    } finally {
      await redis.remove();
    }
  });
});
