import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSweep, sweep, sweepTable, type WrittenPlan } from '@ftn/library';
import { openStore } from '@ftn/store';
import { weightsOf, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepByQueue } from './sweep-by-queue.js';
import { howToInstall, RedisServer, redisIsHere } from './testing/redis-server.js';
import { howToInstallStore, StoreServer, storeIsHere } from './testing/store-server.js';

const script = fileURLToPath(new URL('testing/sweep-child.ts', import.meta.url));
const lease = 5000;
const address = 's3://lab/ranks';
const server = new StoreServer();
let scratch: string;
let plan: WrittenPlan;
const at = (...parts: string[]) => join(scratch, ...parts);

function startWorker(folder: string, queue: string): ChildProcess {
  const options = JSON.stringify({ folder, queue, jobs: 1, lease, store: address });
  const words = ['--import', 'tsx', '--conditions=@ftn/source', script, options];
  const env = { ...process.env, ...server.environment };
  return spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'], env });
}

const isHere = redisIsHere && storeIsHere;
const name = 'a sweep in a store';

describe.skipIf(!isHere)(
  isHere ? name : `${name} (${redisIsHere ? howToInstallStore : howToInstall})`,
  () => {
    beforeAll(async () => {
      scratch = await mkdtemp(join(tmpdir(), 'ftn-stored-'));
      await server.start();
      await writeTinyDomain(at('photos'), 3);
      const input = { backbone: 'resnet10-small', 'input.size': 32, madeUp: { train: 2, val: 1, test: 1 } };
      const transforms = { train: 'small-training', evaluate: 'small-evaluation' };
      const set = { ...input, transforms, batchSize: 4, epochs: 2 };
      plan = { data: at('photos'), methods: ['ftn', 'fc-and-bn-only'], ranks: [1, 2], seeds: [0, 1], set };
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
        const workers: ChildProcess[] = [];
        let killed = false;
        for await (const event of queued) {
          if (event.kind === 'note' && event.text.includes('handed out by'))
            for (let n = 0; n < 2; n++) workers.push(startWorker(at(`machine-${n}`), redis.url));
          if (event.kind !== 'progress' || killed || event.detail === '0 running') continue;
          killed = true;
          workers[0]!.kill('SIGKILL');
        }
        const result = await queued;
        expect(killed).toBe(true);
        expect(result.cells.map(({ state }) => state)).toEqual(Array(6).fill('finished'));
        expect(await weightsOf(result)).toEqual(await weightsOf(alone));
        const [code] =
          workers[1]!.exitCode === null ? await once(workers[1]!, 'exit') : [workers[1]!.exitCode];
        expect(code).toBe(0);
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
