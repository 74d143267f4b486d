import { dirname, join, resolve } from 'node:path';
import { assertProof } from '@ftn/checkpoints/node';
import { FormatError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import { copyFiles } from '../files/copy-files.js';
import { Run, type RunContext } from '../progress/run.js';
import { readCell } from '../sweep/cell-folder.js';
import type { Cell } from '../sweep/cells.js';
import { LocalTrainer } from '../sweep/local-trainer.js';
import { runFolder, runId, shortHash, takeOver, tellKept, trainMissing } from '../sweep/plan-runs.js';
import { readSweepRecord, statusPage, writeSweepRecord } from '../sweep/sweep-record.js';
import { OpenJoint } from './open-joint.js';
import type { TrainBackboneOptions } from './options.js';
import { type JointResult, trainOpened } from './train-backbone.js';

/** What a backbone is trained on, and the plan whose runs stand on it. */
interface SharedBackboneOptions extends Omit<TrainBackboneOptions, 'out' | 'beforeWrite'> {
  /** What the run is called, e.g. `joint network`. */
  readonly label: string;
  /** The folder of the plan, and the folder of its runs. */
  readonly out: string;
  readonly runs?: string | undefined;
  /** Where in `out` the network and its recipe are put. */
  readonly folder: string;
  /** Threads it was asked to be trained with; default all processors. */
  readonly threads?: number | undefined;
}

/** A backbone that runs of a plan stand on. */
export interface SharedBackbone {
  /** Its weights, in torchvision's names. */
  readonly file: string;
  readonly results: readonly JointResult[];
  /** The run that made it, as one of the plan. */
  readonly cell: Pick<Cell, 'id' | 'label' | 'tested'>;
}

/**
 * Trains one backbone on all domains together as a run of a plan, before those that stand on it: known by what decides its
 * numbers, trained once, and gone on with from its newest checkpoint.
 *
 * @throws UsageError where a domain's images have no class, FormatError where it cannot be trained, with why
 */
export function sharedBackbone(options: SharedBackboneOptions): Run<SharedBackbone> {
  return new Run((context) => shareBackbone(options, context), options.signal);
}

async function shareBackbone(options: SharedBackboneOptions, context: RunContext): Promise<SharedBackbone> {
  const { label, resume, allowChange, threads, folder } = options;
  const [out, runs] = [resolve(options.out), resolve(options.runs ?? options.out)];
  await using open = await OpenJoint.open(options, context);
  const { settings, chosen, identities, engine } = open;
  const { fromScratch = false } = options;
  const id = runId({ kind: 'joint', settings, fromScratch, seed: chosen.system.config.seed }, threads);
  const tested = shortHash(identities.map(({ test }) => test.sha256));
  const cell = { id, label, tested, options: { shared: label } };
  await makeFolder(out);
  const before = await readSweepRecord(out);
  if (resume) await takeOver({ cells: [{ ...cell, settings }], runs, allowChange }, before);
  // Runs that stood on another one, of the plan before, are told apart by the plan that comes.
  const others = before?.cells.filter((one) => one.label !== label) ?? [];
  await writeSweepRecord(out, { title: null, cells: [cell, ...others], runs, page: statusPage });
  const plan = { cells: [cell], runs };
  await tellKept(plan, { out, what: label, resume }, context.emit);
  const directory = runFolder(runs, cell);
  const train = (
    { out: place, proof }: { readonly out: string; readonly proof?: string },
    to: RunContext,
  ) => {
    const beforeWrite = proof === undefined ? undefined : () => assertProof(dirname(place), proof);
    return trainOpened(open, { ...options, out: place, resume: true, beforeWrite }, to);
  };
  await trainMissing(
    {
      ...{ ...plan, label: 'training', what: 'plan', jobs: 1, threads: engine.threads },
      here: () =>
        new LocalTrainer(
          (request, signal) =>
            new Run(async (to) => {
              await train(request, to);
              // It is no row of a table: others stand on it.
              return [];
            }, signal),
        ),
    },
    context,
  );
  const { failure } = await readCell(runs, cell);
  if (failure) {
    throw new FormatError(`${label}: ${failure.message}`, {
      file: directory,
      hint: 'Given again, the command tries it again.',
    });
  }
  const { results } = await train({ out: directory }, { ...context, emit: () => {} });
  const place = join(out, folder);
  await copyFiles(directory, place, ['backbone.safetensors', 'config.yaml']);
  return { file: join(place, 'backbone.safetensors'), results, cell: { id, label, tested } };
}
