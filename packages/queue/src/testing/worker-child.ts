// `ftn worker` for the rows: the same but for how runs are planned and what trains them.

import { FtnError } from '@ftn/errors';
import type { SweepCell } from '@ftn/library';
import { Stop, SweepWorker } from '@ftn/library/internal';
import { openStore } from '@ftn/store';
import { checkRedis } from '../check-redis.js';
import { redisAddress } from '../redis-address.js';
import { workOnPlan } from '../work-on-plan.js';

/** What a test tells a worker by its arguments. */
export interface WorkerTask {
  readonly out: string;
  readonly hash: string;
  readonly cells: readonly SweepCell[];
  readonly queue: string;
  readonly trainer: string;
  readonly jobs: number;
  readonly lease: number;
  /** The address of a store, whose server and keys are in the environment. */
  readonly store?: string | undefined;
}

const task = JSON.parse(process.argv[2]!) as WorkerTask;
const { out, hash, cells, jobs, lease } = task;
const end = new AbortController();
process.once('SIGTERM', () => end.abort());
let unhandled = 0;
process.on('unhandledRejection', () => unhandled++);

try {
  const address = redisAddress(task.queue);
  await checkRedis(address);
  const store = task.store === undefined ? undefined : await openStore(task.store);
  const worked = await workOnPlan(
    {
      address,
      planned: {
        stored: { out, hash, cells, plan: { threads: 1 } as never },
        find: async ({ id, plan }) => (plan === hash && cells.find((cell) => cell.id === id)) || null,
      },
      jobs,
      lease,
      memoryLimit: 1e9,
      store,
      signal: end.signal,
      startTrainer: () => new SweepWorker(task.trainer),
    },
    {
      emit: (event) => event.kind === 'note' && process.stderr.write(`${event.text}\n`),
      stop: new Stop(end.signal),
    },
  );
  process.stdout.write(`${JSON.stringify({ ...worked, unhandled })}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = FtnError.isInstance(error) ? error.exitCode : 1;
}
