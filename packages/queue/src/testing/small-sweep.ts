import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Run, Sweep, WrittenPlan } from '@ftn/library';

const script = fileURLToPath(new URL('sweep-child.ts', import.meta.url));
const lease = 5000;

/** Six runs that train in earnest, on images in a folder. */
export const smallPlan = (data: string): WrittenPlan => ({
  data,
  methods: ['ftn', 'fc-and-bn-only'],
  ranks: [1, 2],
  seeds: [0, 1],
  set: {
    backbone: 'resnet10-small',
    'input.size': 32,
    madeUp: { train: 2, val: 1, test: 1 },
    transforms: { train: 'small-training', evaluate: 'small-evaluation' },
    batchSize: 4,
    epochs: 2,
  },
});

/** A worker as a program would start it, and what its environment says besides. */
export function startSweepWorker(
  options: { readonly folder: string; readonly queue: string; readonly store?: string },
  env: NodeJS.ProcessEnv = {},
): ChildProcess {
  const task = JSON.stringify({ ...options, jobs: 1, lease });
  const words = ['--import', 'tsx', '--conditions=@ftn/source', script, task];
  return spawn(process.execPath, words, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
}

/** A queued sweep by workers, the first of which is killed once runs go on; `codes` are those the others end with. */
export async function sweepWithLoss(
  queued: Run<Sweep>,
  count: number,
  startWorker: (n: number) => ChildProcess,
): Promise<{ readonly result: Sweep; readonly killed: boolean; readonly codes: readonly number[] }> {
  const workers: ChildProcess[] = [];
  let killed = false;
  for await (const event of queued) {
    if (event.kind === 'note' && event.text.includes('handed out by'))
      for (let n = 0; n < count; n++) workers.push(startWorker(n));
    if (event.kind !== 'progress' || killed || event.detail === '0 running') continue;
    killed = true;
    workers[0]!.kill('SIGKILL');
  }
  const result = await queued;
  const ends = workers.slice(1).map(async (child) => child.exitCode ?? (await once(child, 'exit'))[0]);
  return { result, killed, codes: await Promise.all(ends) };
}
