import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { row, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { TinySweep } from './testing/tiny-sweep.js';
import { withRedis } from './testing/with-redis.js';

const runs = [
  { steps: 4, stepMs: 5, dies: 3 },
  ...Array.from({ length: 3 }, () => ({ steps: 4, stepMs: 5 })),
];

withRedis((here) => {
  const { redis } = here;

  const begins = (sweep: TinySweep, id: string) =>
    sweep.steps().filter((one) => one.what === 'begins' && one.id === id).length;
  /** What is wrong with how often a run that dies was begun. */
  const tooOften = (times: number) => (times > 3 ? [`begun ${times} times`] : []);

  row('Q5', 'a run whose process dies each time', async () => {
    const sweep = new TinySweep(here.programs, runs);
    try {
      const poison = sweep.cells[0]!.id;
      const { code, err, out } = await sweep.work(redis.url).ended;
      expect(code, err).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ finished: 3, failed: 1 });
      expect(tooOften(begins(sweep, poison))).toEqual([]);
      expect(sweep.problems([poison])).toEqual([]);
      const failure = JSON.parse(readFileSync(join(sweep.out, 'cells', poison, 'failed.json'), 'utf8')) as {
        attempts: number;
        output: string;
      };
      expect(failure).toMatchObject({ attempts: 3, output: expect.stringContaining('step 3 is poison') });
      expect(existsSync(join(sweep.out, 'cells', poison, 'result.json'))).toBe(false);
      const before = sweep.steps().length;
      const again = await sweep.work(redis.url).ended;
      expect(JSON.parse(again.out)).toMatchObject({ finished: 0, failed: 0 });
      expect(sweep.steps()).toHaveLength(before);
      return {
        count: 4,
        figure: '1 of 4 failed after 3 attempts, with its last words; given again: 0 steps',
      };
    } finally {
      sweep.remove();
    }
  });

  seeded('Q5', 'nobody keeps that a run failed', async () => {
    const sweep = new TinySweep(here.programs, runs.slice(0, 1));
    try {
      const poison = sweep.cells[0]!.id;
      await sweep.work(redis.url).ended;
      rmSync(join(sweep.out, 'cells', poison, 'failed.json'));
      await sweep.work(redis.url).ended;
      expect(tooOften(begins(sweep, poison))).toEqual(['begun 6 times']);
    } finally {
      sweep.remove();
    }
  });
});
