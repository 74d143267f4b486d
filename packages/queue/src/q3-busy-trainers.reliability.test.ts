import { row, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { JobWorker } from './job-worker.js';
import { redisAddress } from './redis-address.js';
import { RunQueue } from './run-queue.js';
import { TinySweep } from './testing/tiny-sweep.js';
import { withRedis } from './testing/with-redis.js';

const lease = 1000;
const busyMs = 5000;

withRedis((here) => {
  const { redis } = here;

  row('Q3', 'a training that lets nothing else happen', async () => {
    const sweep = new TinySweep(here.programs, [{ steps: 1, stepMs: 1, busyMs }]);
    try {
      // The second one would be given the run, were the first one's hold not renewed.
      const ends = await Promise.all([1, 2].map(() => sweep.work(redis.url, { lease: lease * 2 }).ended));
      expect(sweep.problems()).toEqual([]);
      for (const { out } of ends) expect(JSON.parse(out)).toMatchObject({ stalled: 0 });
      expect(sweep.steps().filter(({ what }) => what === 'begins')).toHaveLength(1);
      return {
        count: 1,
        figure: `${busyMs / 1000} s without a turn, a lease of ${(lease * 2) / 1000} s: 0 stalls`,
      };
    } finally {
      sweep.remove();
    }
  });

  seeded('Q3', 'the process that renews the hold trains', async () => {
    const address = redisAddress(redis.url);
    let stalled = 0;
    let taken = 0;
    const shared = {
      address,
      name: 'ftn-busy',
      jobs: 1,
      lease: 300,
      answers: async () => true,
      onTrouble: () => {},
    };
    await using queue = new RunQueue(address, 'ftn-busy', () => {});
    await using _other = new JobWorker({ ...shared, onJob: async () => 'done', onStalled: () => stalled++ });
    await using _busy = new JobWorker({
      ...shared,
      async onJob() {
        taken++;
        const until = Date.now() + 1500;
        while (Date.now() < until);
        return 'done';
      },
      onStalled: () => stalled++,
    });
    const id = (n: number) => n.toString(16).padStart(16, '0');
    for (let n = 0; taken === 0 || stalled === 0; n++) {
      if (n > 100) break;
      await queue.add([{ id: id(n), plan: id(0) }]).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(taken).toBeGreaterThan(0);
    expect(stalled).toBeGreaterThan(0);
  });
});
