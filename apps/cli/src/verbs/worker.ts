import { FormatError, UsageError } from '@ftn/errors';
import { Command } from 'commander';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { optionalNumber } from './flags.js';
import { openedStore, queuePackage } from './packages-apart.js';

interface WorkerFlags {
  queue?: string;
  store?: string;
  index?: string;
  jobs?: string;
  maxMemory?: string;
  json?: boolean;
}

/** Trains the run of one place in the plan, as a job of a cluster does. */
async function trainIndexed(
  folder: string,
  index: number,
  memoryLimit: number | undefined,
  terminal: Terminal,
  flags: WorkerFlags,
): Promise<void> {
  const { trainSweptRun } = await import('@ftn/library');
  await stoppable(terminal, async (signal) => {
    const store = await openedStore(flags.store);
    const run = await showRun(trainSweptRun({ folder, index, memoryLimit, store, signal }), terminal);
    const { id, label, state, end, failure } = run;
    if (flags.json) terminal.json({ folder: id, run: label, state, end });
    const kept = flags.store === undefined ? '' : ` --store ${flags.store}`;
    if (end === 'failed') {
      throw new FormatError(`${label} failed: ${failure?.message ?? 'nobody says why'}`, {
        hint: `'ftn sweep status ${folder}${kept}' says more. The same job tries it again.`,
      });
    }
  });
}

/** Trains what a queue hands out until the sweep has nothing left. */
async function workOnQueue(
  folder: string,
  queue: string,
  memoryLimit: number | undefined,
  terminal: Terminal,
  flags: WorkerFlags,
): Promise<void> {
  const { workOnSweep } = await queuePackage();
  const jobs = optionalNumber('jobs', flags.jobs, 1);
  await stoppable(terminal, async (signal) => {
    const store = await openedStore(flags.store);
    const options = { folder, queue, jobs, memoryLimit, store, signal };
    const worked = await showRun(workOnSweep(options), terminal);
    if (flags.json) terminal.json({ ...worked });
    const { finished, failed } = worked;
    terminal.note(`nothing is left to do: ${finished} runs were finished here, ${failed} failed here`);
  });
}

async function work(folder: string, flags: WorkerFlags, terminal: Terminal): Promise<void> {
  const index = optionalNumber('index', flags.index);
  const gigabytes = optionalNumber('max-memory', flags.maxMemory, 1);
  const memoryLimit = gigabytes === undefined ? undefined : gigabytes * 1e9;
  if (index !== undefined) {
    if (flags.queue !== undefined || flags.jobs !== undefined) {
      throw new UsageError('--index trains one run, without a queue', {
        hint: `Leave out ${flags.queue === undefined ? '--jobs' : '--queue'}.`,
      });
    }
    return trainIndexed(folder, index, memoryLimit, terminal, flags);
  }
  if (flags.queue === undefined) {
    throw new UsageError('a worker needs a queue, or the number of a run', {
      hint: 'Add --queue redis://HOST:6379, or --index N for a job of a cluster.',
    });
  }
  return workOnQueue(folder, flags.queue, memoryLimit, terminal, flags);
}

/** `ftn worker`: trains runs of a sweep that others hand out. */
export function workerVerb(terminal: Terminal): Command {
  return new Command('worker')
    .description('train runs of a sweep beside workers on other machines: those a queue hands out, or one')
    .argument(
      '<folder>',
      "the folder of the sweep, which all of them share; with --store this machine's copy of it",
    )
    .option('--queue <url>', 'the Redis that hands out runs; FTN_QUEUE_PASSWORD is its password')
    .option(
      '--store <url>',
      'the store that keeps the sweep: s3://BUCKET/PREFIX; keys by AWS_ACCESS_KEY_ID …',
    )
    .option('--index <n>', 'train this run of the plan alone, from 0, without a queue')
    .option('--jobs <n>', "runs at once (default: the processors, by the plan's threads)")
    .option('--max-memory <gb>', 'what all of them together may take (default: free memory)')
    .option('--json', 'print what was done as one JSON object')
    .action((folder: string, flags: WorkerFlags) => work(folder, flags, terminal));
}
