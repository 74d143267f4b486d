import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSweep, sweep, sweepTable, type WrittenPlan } from '@ftn/library';
import { openStore } from '@ftn/store';
import { weightsOf, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepByQueue } from './sweep-by-queue.js';
import { howToInstall, RedisServer, redisIsHere } from './testing/redis-server.js';
import { smallPlan, startSweepWorker, sweepWithLoss } from './testing/small-sweep.js';
import { howToInstallStore, StoreServer, storeIsHere } from './testing/store-server.js';

const address = 's3://lab/ranks';
const server = new StoreServer();
let scratch: string;
let plan: WrittenPlan;
const at = (...parts: string[]) => join(scratch, ...parts);

const isHere = redisIsHere && storeIsHere;
const name = 'a sweep in a store';

describe.skipIf(!isHere)(
  isHere ? name : `${name} (${redisIsHere ? howToInstallStore : howToInstall})`,
  () => {
    beforeAll(async () => {
      scratch = await mkdtemp(join(tmpdir(), 'ftn-stored-'));
      await server.start();
      await writeTinyDomain(at('photos'), 3);
      plan = smallPlan(at('photos'));
    });
    afterAll(async () => {
      await server.remove();
      await rm(scratch, { recursive: true, force: true });
    });

    it('comes to the same bits by machines without a common folder, one of which is lost, as on one machine', async () => {
      const alone = await sweep({ plan, out: at('alone'), jobs: 1 });
      const redis = new RedisServer();
      await redis.start();
      try {
        const store = await openStore(address, server);
        const queued = sweepByQueue({ plan, out: at('here'), store, queue: redis.url });
        const { result, killed, codes } = await sweepWithLoss(queued, 2, (n) =>
          startSweepWorker(
            { folder: at(`machine-${n}`), queue: redis.url, store: address },
            server.environment,
          ),
        );
        expect(killed).toBe(true);
        expect(result.cells.map(({ state }) => state)).toEqual(Array(6).fill('finished'));
        expect(await weightsOf(result)).toEqual(await weightsOf(alone));
        expect(codes).toEqual([0]);
        // From a third folder, which is empty: nothing to do, no worker and no queue are needed, and the same table.
        const again = await sweep({ plan, out: at('later'), store, jobs: 1 });
        expect(sweepTable(again).rows).toEqual(sweepTable(result).rows);
        expect(await weightsOf(again)).toEqual(await weightsOf(alone));
        expect((await readSweep(at('last'), { store })).results).toEqual(result.results);
      } finally {
        await redis.remove();
      }
    });

    it('takes over what was finished in a folder alone, and trains nothing again', async () => {
      const place = 's3://lab/taken';
      const before = await sweep({ plan, out: at('alone'), jobs: 1 });
      const store = await openStore(place, server);
      const begun: string[] = [];
      const run = sweep({ plan, out: at('alone'), store, jobs: 1 });
      for await (const event of run) if (event.kind === 'note') begun.push(event.text);
      expect(begun.join('\n')).toContain('6 are finished, 0 to do');
      const moved = await readSweep(at('moved'), { store });
      expect(moved.results).toEqual(before.results);
      expect(await weightsOf(moved)).toEqual(await weightsOf(before));
    });
  },
);
