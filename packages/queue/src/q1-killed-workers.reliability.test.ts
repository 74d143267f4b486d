import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { row, scaled, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { TinySweep } from './testing/tiny-sweep.js';
import { withRedis } from './testing/with-redis.js';

const lease = 1000;
const check = 100;
const runs = Array.from({ length: 12 }, () => ({ steps: 8, stepMs: 40 }));

withRedis((here) => {
  const { redis } = here;

  row('Q1', 'workers killed in the middle of a run', async () => {
    const kills = scaled(30, 3);
    let killed = 0;
    let slowest = 0;
    let resumed = 0;
    while (killed < kills) {
      const sweep = new TinySweep(here.programs, runs);
      try {
        const workers = [sweep.work(redis.url, { lease }), sweep.work(redis.url, { lease })];
        while (killed < kills && sweep.problems().length > 2) {
          const before = sweep.steps().length;
          // In the middle of a run: its first checkpoint is there, its last is not.
          const steps = await sweep.told((all) => all.slice(before).some(({ step }) => step > 0 && step < 6));
          const hit = steps.slice(before).find(({ step }) => step > 0 && step < 6)!;
          // The worker whose process told it; the other one takes the run over.
          const victim = workers.findIndex(({ child }) => isParent(child.pid!, hit.pid));
          if (victim < 0) continue;
          workers[victim]!.child.kill('SIGKILL');
          const at = Date.now();
          killed++;
          workers[victim] = sweep.work(redis.url, { lease });
          const after = await sweep.told((all) => all.some((one) => isTakenOver(one, hit, at)));
          const begun = after.find((one) => isTakenOver(one, hit, at))!;
          slowest = Math.max(slowest, begun.at - at);
          expect(begun.step, 'begins at its checkpoint').toBeGreaterThan(0);
          resumed++;
          await expectGone(hit.pid);
        }
        const ends = await Promise.all(workers.map(({ ended }) => ended));
        expect(
          ends.map(({ code }) => code),
          ends.map(({ err }) => err).join('\n'),
        ).toEqual([0, 0]);
        expect(sweep.problems()).toEqual([]);
      } finally {
        sweep.remove();
      }
    }
    // Ten times the promise, for a busy machine; the figure says what it was.
    expect(slowest).toBeLessThan(10 * (lease + check + 1000));
    return {
      count: killed,
      figure: `${killed} kills: ${resumed} runs went on from a checkpoint after at most ${slowest} ms, 0 results lost or other ones, 0 processes left`,
    };
  });

  seeded('Q1', 'a run is given up for lost with its worker', async () => {
    const sweep = new TinySweep(here.programs, [{ steps: 50, stepMs: 40 }]);
    try {
      const { child } = sweep.work(redis.url, { lease });
      await sweep.told((all) => all.some(({ step }) => step > 0));
      child.kill('SIGKILL');
      // Nobody comes after it: the check of the row must see that the run has no result.
      expect(sweep.problems()).toEqual(['run 0 has no result']);
    } finally {
      sweep.remove();
    }
  });
});

interface Begun {
  readonly what: string;
  readonly id: string;
  readonly at: number;
  readonly pid: number;
}
const isTakenOver = (one: Begun, hit: Begun, at: number) =>
  one.what === 'begins' && one.id === hit.id && one.at >= at && one.pid !== hit.pid;

function isParent(parent: number, child: number): boolean {
  try {
    return parentOf(child) === parent;
  } catch {
    return false;
  }
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** A training process ends with its worker. */
async function expectGone(pid: number): Promise<void> {
  for (let tries = 0; tries < 600 && existsSync(`/proc/${pid}`); tries++) await sleep(50);
  expect(existsSync(`/proc/${pid}`), `process ${pid} is left`).toBe(false);
}
