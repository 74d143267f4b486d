import { FtnError, UsageError } from '@ftn/errors';
import type { Run, Sweep, SweepStore, SweptCell } from '@ftn/library';
import { Command } from 'commander';
import { columns } from '../terminal/columns.js';
import { requireNoneFailed } from '../terminal/failed-runs.js';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import { cellRow, sweepJson } from '../terminal/sweep-rows.js';
import type { Terminal } from '../terminal/terminal.js';
import { optionalNumber } from './flags.js';
import { openedStore, queuePackage } from './packages-apart.js';
import { clusterScript } from './sweep-on-cluster.js';
import { sweepStatusVerb } from './sweep-status.js';

interface SweepFlags {
  out?: string;
  jobs?: string;
  maxMemory?: string;
  queue?: string;
  store?: string;
  slurm?: boolean;
  kubernetes?: string;
  volume?: string;
  secret?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** The plan that is given, and the folder of its runs. */
interface PlanOptions {
  readonly plan: string;
  readonly out: string | undefined;
}

/** Which runs a plan has, how they stand and what those that are left would take; nothing is trained or written. */
async function showPlan(options: PlanOptions, flags: SweepFlags, terminal: Terminal): Promise<void> {
  const library = await import('@ftn/library/internal');
  const { out, plan, cells } = await library.planSweep(options);
  const store = await openedStore(flags.store);
  // Of what only the store has nothing is brought here.
  const inStore = async (kept: SweepStore): Promise<SweptCell[]> => {
    const states = await library.cellStates(out, cells, kept);
    return cells.map(({ id, label }, i) => ({ id, label, state: states[i]!, result: null, failure: null }));
  };
  const standing = store ? await inStore(store) : await library.readSweepCells(out, cells);
  const given = flags.queue === undefined ? optionalNumber('jobs', flags.jobs, 1) : 1;
  const { threads } = plan;
  const jobs = given ?? library.usualJobs(threads);
  const open = store ? cells.filter((_, i) => standing[i]!.state !== 'finished') : cells;
  const estimate = await library
    .estimateAlone({ cells: open, out, threads, jobs })
    .catch((error: unknown) => {
      if (!FtnError.isInstance(error)) throw error;
      terminal.note(error.message);
      return null;
    });
  if (flags.json) {
    terminal.json({ id: 'sweep', runs: standing.map(cellRow), estimate });
    return;
  }
  const rows = standing.map(({ state, label, id }) => ({ state, folder: id, run: label }));
  for (const line of columns(rows, terminal.screenWidth)) terminal.print(line);
  const finished = standing.filter(({ state }) => state === 'finished').length;
  terminal.note(
    `${cells.length} runs in ${store?.shown ?? out}: ${finished} are finished, ${cells.length - finished} to do`,
  );
  const how = flags.queue === undefined ? undefined : library.oneWorker;
  if (estimate) terminal.note(library.describeEstimate(estimate, how));
}

/** The sweep as it is asked for: on this machine, or by workers that a queue hands its runs to. */
async function started(
  options: PlanOptions & { readonly signal: AbortSignal },
  { queue, store: place, jobs, maxMemory }: SweepFlags,
): Promise<{ readonly run: Run<Sweep> }> {
  if (queue !== undefined) {
    if (jobs !== undefined || maxMemory !== undefined) {
      throw new UsageError("--jobs and --max-memory are each worker's own where a queue hands out runs", {
        hint: "Give them to 'ftn worker'.",
      });
    }
    const { sweepByQueue } = await queuePackage();
    return { run: sweepByQueue({ ...options, queue, store: await openedStore(place) }) };
  }
  const { sweep } = await import('@ftn/library');
  const gigabytes = optionalNumber('max-memory', maxMemory, 1);
  const memoryLimit = gigabytes === undefined ? undefined : gigabytes * 1e9;
  const store = await openedStore(place);
  return { run: sweep({ ...options, store, jobs: optionalNumber('jobs', jobs, 1), memoryLimit }) };
}

async function sweepPlan(plan: string, flags: SweepFlags, terminal: Terminal): Promise<void> {
  const options = { plan, out: flags.out };
  if (flags.dryRun) return showPlan(options, flags, terminal);
  if (flags.slurm || flags.kubernetes !== undefined) return clusterScript(options, flags, terminal);
  const library = await import('@ftn/library');
  await stoppable(terminal, async (signal) => {
    // A thenable: awaited on its way here, it would be run before it is shown.
    const { run } = await started({ ...options, signal }, flags);
    const swept = await showRun(run, terminal);
    if (flags.json) terminal.json(await sweepJson(swept));
    else if (swept.results.length > 0) {
      const table = library.sweepTable(swept);
      await terminal.table({ ...table, rows: [...table.rows, ...table.means] });
    }
    const failed = swept.cells.filter(({ state }) => state === 'failed');
    requireNoneFailed({ runs: swept.cells.length, failed, out: swept.out });
  });
}

/** `ftn sweep`: the runs of a plan, those that are missing. */
export function sweepVerb(terminal: Terminal): Command {
  return (
    new Command('sweep')
      .description(
        'train every run of a plan that is missing, several at once; stopped, it goes on where it was',
      )
      .argument('<plan>', 'a file of YAML: lists of data, methods, ranks, seeds and of any key of the recipe')
      .option('--out <folder>', "where the runs go (default: runs/ and the plan's title)")
      .option('--jobs <n>', "runs at once (default: the processors, by the plan's threads)")
      .option('--max-memory <gb>', 'what all of them together may take (default: free memory)')
      .option('--queue <url>', "a Redis that hands the runs to 'ftn worker' on other machines")
      .option('--store <url>', 'keep the sweep there: s3://BUCKET/PREFIX; the folder is then a copy')
      .option('--slurm', 'print a script for sbatch that trains them, each as a task of an array')
      .option('--kubernetes <image>', 'print an indexed Job that trains them in this image')
      .option(
        '--volume <claim>',
        "the volume claim of the sweep's folder, for --kubernetes (default: ftn-sweep)",
      )
      .option(
        '--secret <name>',
        'the secret with the keys of the store, for --kubernetes with --store (default: ftn-store)',
      )
      .option('--dry-run', 'list the runs, how they stand and what is left would take; train nothing')
      .option('--json', 'print the results as one JSON object')
      // So that an option after `status` is its own.
      .enablePositionalOptions()
      .action((plan: string, flags: SweepFlags) => sweepPlan(plan, flags, terminal))
      .addCommand(sweepStatusVerb(terminal))
  );
}
