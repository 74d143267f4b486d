import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { row, scaled, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { TinySweep } from './testing/tiny-sweep.js';
import { withRedis } from './testing/with-redis.js';

const lease = 1000;
const run = { steps: 12, stepMs: 40 };

/** What changed among the files of a sweep. */
const changes = (before: Record<string, string>, after: Record<string, string>) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );

/**
 * Of an overtaken holder, what says that it lives: stopped between looking at its lock and writing it, it writes it when it wakes.
 * Nobody reads it any more.
 */
const isOldSign = (name: string) => {
  const [, token] = /run\.lock\.(\d+)\.alive$/.exec(name) ?? [];
  return token === '1';
};

withRedis((here) => {
  const { redis } = here;

  row('Q2', 'workers stopped past their lease', async () => {
    const rounds = scaled(20, 2);
    for (let round = 0; round < rounds; round++) {
      const sweep = new TinySweep(here.programs, [run]);
      try {
        const zombie = sweep.work(redis.url, { lease });
        const [hit] = (await sweep.told((all) => all.some(({ step }) => step === 2 + (round % 6)))).slice(-1);
        // With its training in every other round; else that goes on and is shut out.
        const stopped = round % 2 === 0 ? [zombie.child.pid!, hit!.pid] : [zombie.child.pid!];
        for (const pid of stopped) process.kill(pid, 'SIGSTOP');
        const other = await sweep.work(redis.url, { lease }).ended;
        expect(other.code, other.err).toBe(0);
        expect(sweep.problems()).toEqual([]);
        const before = sweep.files();
        for (const pid of stopped.reverse()) process.kill(pid, 'SIGCONT');
        const woken = await zombie.ended;
        expect(woken.code, woken.err).toBe(0);
        const changed = changes(before, sweep.files()).filter((name) => !isOldSign(name));
        expect(changed, `round ${round}`).toEqual([]);
        expect(JSON.parse(woken.out)).toMatchObject({ finished: 0, failed: 0, unhandled: 0 });
      } finally {
        sweep.remove();
      }
    }
    return {
      count: rounds,
      figure: `${rounds} workers woke after another had finished their run: 0 files written`,
    };
  });

  seeded('Q2', 'an overtaken worker writes its result', async () => {
    const sweep = new TinySweep(here.programs, [{ steps: 1, stepMs: 1 }]);
    try {
      expect((await sweep.work(redis.url, { lease }).ended).code).toBe(0);
      const before = sweep.files();
      const file = join(sweep.out, 'cells', sweep.cells[0]!.id, 'result.json');
      await sleep(20);
      // The very same bytes: a write is one even where it changes nothing.
      writeFileSync(file, readFileSync(file));
      expect(changes(before, sweep.files())).toHaveLength(1);
    } finally {
      sweep.remove();
    }
  });
});
