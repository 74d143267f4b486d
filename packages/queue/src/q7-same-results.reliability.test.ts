import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCell, Stop, SweepWorker } from '@ftn/library/internal';
import { row, scaled, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { firstLink, nextLink } from './testing/tiny-runs.js';
import { TinySweep } from './testing/tiny-sweep.js';
import { withRedis } from './testing/with-redis.js';

const hashed = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

withRedis((here) => {
  const { redis } = here;

  /** One hash of what all runs of a sweep came to. */
  const tableOf = ({ cells, out }: TinySweep) =>
    hashed(
      [...cells]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id }) =>
          readFileSync(join(out, 'cells', id, 'run', 'adapter', 'adapter.safetensors'), 'utf8'),
        )
        .join(),
    );

  async function alone(sweep: TinySweep): Promise<void> {
    process.env.FTN_TRAIL = join(sweep.folder, 'trail');
    await using worker = new SweepWorker(here.programs.trainer);
    const progress = { label: 'sweeping', running: new Map(), done: 0, total: sweep.cells.length };
    for (const cell of sweep.cells)
      await runCell(
        { cell, out: sweep.out, worker, progress, memoryLimit: 1e9, threads: 1 },
        { emit: () => {}, stop: new Stop() },
      );
  }
  const workers = (count: number, jobs: number) => async (sweep: TinySweep) => {
    await Promise.all(Array.from({ length: count }, () => sweep.work(redis.url, { jobs }).ended));
  };

  row('Q7', 'one process, one worker, four workers, another order', async () => {
    const runs = Array.from({ length: scaled(60, 8) }, (_, n) => ({ steps: 2 + (n % 3), stepMs: 1 }));
    const ways = [alone, workers(1, 1), workers(4, 1), workers(2, 2)];
    const tables: string[] = [];
    for (const way of ways) {
      const sweep = new TinySweep(here.programs, runs);
      try {
        if (way === ways.at(-1)) (sweep.cells as unknown[]).reverse();
        await way(sweep);
        expect(sweep.problems()).toEqual([]);
        tables.push(tableOf(sweep));
      } finally {
        sweep.remove();
      }
    }
    expect(new Set(tables).size).toBe(1);
    return {
      count: ways.length * runs.length,
      figure: `${runs.length} runs in ${ways.length} ways: 1 table`,
    };
  });

  seeded('Q7', 'runs draw from one stream', () => {
    const drawn = (ids: readonly string[]) => {
      let link = firstLink('a stream');
      const all = ids.map((id, step) => {
        link = nextLink(link, step);
        return `${id} ${link}`;
      });
      return hashed(all.sort().join());
    };
    expect(drawn(['a', 'b', 'c'])).not.toBe(drawn(['c', 'b', 'a']));
  });
});
