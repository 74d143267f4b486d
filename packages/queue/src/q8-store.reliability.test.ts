import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { row, scaled, seeded } from '@ftn/reliability';
import { openStore } from '@ftn/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { howToInstallStore, StoreServer, storeIsHere } from './testing/store-server.js';
import { TinySweep } from './testing/tiny-sweep.js';
import { withRedis } from './testing/with-redis.js';

const lease = 1000;
let count = 0;

if (!storeIsHere) describe('rows of the store', () => it.skip(howToInstallStore, () => {}));
else
  withRedis((here) => {
    const { redis } = here;
    let server: StoreServer;
    beforeAll(async () => {
      server = await new StoreServer().start();
    });
    afterAll(() => server.remove());

    /** A sweep in a place of the store of its own, and what works on it from a folder of its own. */
    function stored(sweep: TinySweep) {
      const prefix = `sweep-${++count}`;
      const store = { address: `s3://lab/${prefix}`, environment: server.environment };
      let workers = 0;
      const work = (options: { jobs?: number } = {}) =>
        sweep.work(redis.url, { ...options, lease, store, out: join(sweep.folder, `machine-${++workers}`) });
      /** Brings what the store has of all runs into the sweep's own folder, where nobody worked, and says what is wrong. */
      const problems = async () => {
        const opened = await openStore(store.address, store);
        for (const { id } of sweep.cells) {
          const folder = join(sweep.out, 'cells', id);
          mkdirSync(folder, { recursive: true });
          await opened.pull(folder, id);
        }
        return sweep.problems();
      };
      return { prefix, work, problems };
    }

    const begun = (sweep: TinySweep) => sweep.steps().filter(({ what }) => what === 'begins');
    const trained = (sweep: TinySweep) => sweep.steps().filter(({ what }) => what === 'step').length;

    row('Q8', 'machines that share a store alone, and one that comes later', async () => {
      const runs = Array.from({ length: scaled(40, 6) }, (_, n) => ({ steps: 2 + (n % 3), stepMs: 20 }));
      const sweep = new TinySweep(here.programs, runs);
      try {
        const { work, problems } = stored(sweep);
        const ends = await Promise.all([work(), work({ jobs: 2 })].map(({ ended }) => ended));
        expect(
          ends.map(({ code }) => code),
          ends.map(({ err }) => err).join('\n'),
        ).toEqual([0, 0]);
        expect(await problems()).toEqual([]);
        const steps = trained(sweep);
        expect(steps).toBe(runs.reduce((sum, run) => sum + run.steps, 0));
        const later = await work().ended;
        expect(later.code, later.err).toBe(0);
        expect(trained(sweep)).toBe(steps);
        return {
          count: runs.length,
          figure: `${runs.length} runs on two machines, ${steps} steps, each once; a third machine took none`,
        };
      } finally {
        sweep.remove();
      }
    });

    row('Q8', 'a machine lost in the middle of a run', async () => {
      const kills = scaled(10, 2);
      let least = Number.POSITIVE_INFINITY;
      for (let round = 0; round < kills; round++) {
        const sweep = new TinySweep(here.programs, [{ steps: 16, stepMs: 150 }]);
        try {
          const { prefix, work, problems } = stored(sweep);
          const { child } = work();
          await sweep.told(() => Object.keys(server.objects(prefix)).some((name) => name.endsWith('.saved')));
          const told = sweep.steps();
          child.kill('SIGKILL');
          process.kill(told.at(-1)!.pid, 'SIGKILL');
          const other = await work().ended;
          expect(other.code, other.err).toBe(0);
          expect(await problems()).toEqual([]);
          const beginnings = begun(sweep);
          expect(beginnings).toHaveLength(2);
          // On a machine that has nothing of it but what the store had.
          expect(beginnings[1]!.step).toBeGreaterThan(0);
          least = Math.min(least, beginnings[1]!.step);
        } finally {
          sweep.remove();
        }
      }
      return {
        count: kills,
        figure: `${kills} machines killed: each run went on elsewhere, once, from step ${least} or later`,
      };
    });

    row('Q8', 'machines stopped past their lease', async () => {
      const rounds = scaled(10, 2);
      let own = 0;
      for (let round = 0; round < rounds; round++) {
        const sweep = new TinySweep(here.programs, [{ steps: 14, stepMs: 150 }]);
        try {
          const { prefix, work, problems } = stored(sweep);
          const zombie = work();
          await sweep.told(() => Object.keys(server.objects(prefix)).some((name) => name.endsWith('.saved')));
          const hit = sweep.steps().at(-1)!;
          // With its training in every other round; else that goes on, in a folder nobody else sees.
          const stopped = round % 2 === 0 ? [zombie.child.pid!, hit.pid] : [zombie.child.pid!];
          for (const pid of stopped) process.kill(pid, 'SIGSTOP');
          const other = await work().ended;
          expect(other.code, other.err).toBe(0);
          expect(await problems()).toEqual([]);
          const before = server.objects(prefix);
          for (const pid of stopped.reverse()) process.kill(pid, 'SIGCONT');
          const woken = await zombie.ended;
          expect(woken.code, woken.err).toBe(0);
          expect(JSON.parse(woken.out)).toMatchObject({ finished: 0, failed: 0, unhandled: 0 });
          // What it had on its way when it was stopped may still come, below its own token, which nobody reads.
          const changed = changes(before, server.objects(prefix));
          expect(changed.filter((name) => !name.includes('/00000001-'))).toEqual([]);
          own += changed.length;
          expect(await problems()).toEqual([]);
        } finally {
          sweep.remove();
        }
      }
      return {
        count: rounds,
        figure: `${rounds} machines woke after another had finished their run: 0 writes that count, ${own} below their own token`,
      };
    });

    row('Q8', 'the store killed and started again', async () => {
      const rounds = scaled(5, 1);
      for (let round = 0; round < rounds; round++) {
        const runs = Array.from({ length: 4 }, () => ({ steps: 6, stepMs: 100 }));
        const sweep = new TinySweep(here.programs, runs);
        try {
          const { work, problems } = stored(sweep);
          const workers = [work(), work()];
          await sweep.told((all) => all.some(({ step }) => step === 3));
          await server.kill();
          await sleep(lease * 2);
          await server.start();
          for (const { ended } of workers) {
            const { code, out, err } = await ended;
            expect(code, err).toBe(0);
            expect(JSON.parse(out)).toMatchObject({ failed: 0, unhandled: 0 });
          }
          expect(await problems()).toEqual([]);
        } finally {
          sweep.remove();
        }
      }
      return { count: rounds, figure: `${rounds} kills of the store, each for two leases: 0 runs lost` };
    });

    seeded('Q8', 'a machine that is lost had brought nothing', async () => {
      const sweep = new TinySweep(here.programs, [{ steps: 50, stepMs: 40 }]);
      try {
        const { work, problems } = stored(sweep);
        const { child } = work();
        await sweep.told((all) => all.some(({ step }) => step > 0));
        child.kill('SIGKILL');
        // Nobody comes after it: the check of the rows must see that the store has no result.
        expect(await problems()).toEqual(['run 0 has no result']);
      } finally {
        sweep.remove();
      }
    });
  });

/** What changed among objects. */
const changes = (before: Record<string, string>, after: Record<string, string>) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );
