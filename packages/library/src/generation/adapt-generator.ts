import { dirname, join, resolve } from 'node:path';
import type { EngineInfo } from '@ftn/engine';
import { makeFolder } from '@ftn/errors/node';
import type { FailedRun } from '../compare/compared-sweep.js';
import { copyFiles } from '../files/copy-files.js';
import { folderName } from '../files/folder-name.js';
import { Run, type RunContext } from '../progress/run.js';
import { systemFolder } from '../recipes/plan-systems.js';
import { readCell } from '../sweep/cell-folder.js';
import { runFolder, takeOver, tellKept, trainMissing } from '../sweep/plan-runs.js';
import { requireJobs, usualJobs } from '../sweep/plan-sweep.js';
import { describeChange, readSweepRecord, statusPage, writeSweepRecord } from '../sweep/sweep-record.js';
import type { TrainOptions } from '../train/options.js';
import type { Trained } from '../train/trained.js';
import { adaptImages } from './adapt-images.js';
import { type AdaptedCell, adaptedCells, adaptedSystem, jobOf } from './adapted-cells.js';
import type { AdaptedOptions } from './adapted-options.js';
import { localAdapter } from './adapted-training.js';
import { OpenAdaptation } from './open-adaptation.js';

/** What is adapted to what at which ranks, and how its runs go on. */
interface AdaptGeneratorOptions
  extends AdaptedOptions,
    Pick<TrainOptions, 'resume' | 'memoryLimit' | 'signal'> {
  readonly ranks: readonly number[];
  /** Where adapters go, with the latents they learned. */
  readonly out: string;
  /** Where its runs are kept, in `cells`; default `out`. */
  readonly runs?: string | undefined;
  /** Runs at once, as of a comparison. */
  readonly jobs?: number | undefined;
  /** Threads of one run, as of a comparison. */
  readonly threads?: number | undefined;
}

/** Everything the adaptations of a generator found. */
export interface AdaptedGenerator {
  readonly engine: EngineInfo;
  /** By rank, then by domain; those that failed are not there. */
  readonly adapted: readonly Trained[];
  /** How many runs it has, and those without a result. */
  readonly runs: number;
  readonly failed: readonly FailedRun[];
  readonly out: string;
}

/**
 * Adapts a generator to every domain at every rank, as a plan of runs like a comparison's: each is known by what decides its
 * numbers, and trained once. Once all have ended, adapters go to `out`/SYSTEM/DOMAIN.
 */
export function adaptGenerator(options: AdaptGeneratorOptions): Run<AdaptedGenerator> {
  return new Run((context) => adaptAll(options, context), options.signal);
}

async function adaptAll(options: AdaptGeneratorOptions, context: RunContext): Promise<AdaptedGenerator> {
  const { emit, stop } = context;
  const {
    ranks,
    out: folder,
    runs: kept = folder,
    jobs,
    threads,
    resume,
    memoryLimit,
    signal,
    ...adapted
  } = options;
  if (jobs !== undefined) requireJobs(jobs);
  const [out, runs] = [resolve(folder), resolve(kept)];
  // Of every rank before the first is trained.
  const [chosen] = ranks.map((rank) => adaptedSystem(adapted, rank));
  await using open = await OpenAdaptation.open(chosen!, chosen!.recipe.generator!, adapted, context);
  stop.throwIfRequested();
  const { engine } = open;
  const cells = await adaptedCells(open, { adapted, ranks, threads }, context);
  await makeFolder(out);
  const before = await readSweepRecord(out);
  if (resume) await takeOver({ cells, runs, allowChange: adapted.allowChange }, before);
  const change = resume ? null : describeChange(before, cells);
  if (change !== null) emit({ kind: 'note', text: change });
  await writeSweepRecord(out, { title: null, cells, runs, page: statusPage });
  await tellKept({ cells, runs }, { out, what: 'adaptation', resume }, emit);
  await trainMissing(
    {
      ...{ cells, runs, label: 'adapting', what: 'plan', threads: engine.threads, memoryLimit },
      jobs: jobs ?? (threads === undefined ? 1 : usualJobs(threads)),
      here: () => localAdapter(open),
    },
    context,
  );
  const failed: FailedRun[] = [];
  const results: Trained[] = [];
  for (const cell of cells) {
    const { state, failure } = await readCell(runs, cell);
    if (state === 'finished') results.push(await resultOf(open, cell, { out, runs, context }));
    else failed.push({ label: cell.label, message: failure?.message ?? 'nobody says why' });
  }
  emit({ kind: 'done', label: 'adapting' });
  return { engine, adapted: results, runs: cells.length, failed, out };
}

/** What a finished run came to, with its latents; its adapter is put where it is looked for. */
async function resultOf(
  open: OpenAdaptation,
  cell: AdaptedCell,
  { out, runs, context }: { readonly out: string; readonly runs: string; readonly context: RunContext },
): Promise<Trained> {
  const { chosen, options } = cell;
  const directory = runFolder(runs, cell);
  const job = await jobOf(open, { chosen, domain: options.domain }, { out: directory, context });
  const quiet = { ...context, emit: () => {} };
  const trained = await adaptImages({ ...job, options: { ...options.adapted, resume: true } }, quiet);
  const place = join(out, systemFolder(chosen.system), folderName(options.domain));
  const folder = join(place, 'adapter');
  await copyFiles(trained.folder, folder);
  // Beside the adapter, as a run has them.
  await copyFiles(dirname(trained.folder), place, ['latents.safetensors']);
  const { reconstruction: _latents, ...result } = trained;
  context.emit({ kind: 'result', result, folder });
  return { ...trained, folder };
}
