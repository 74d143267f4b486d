import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startEngine } from '@ftn/engine';
import { systemLabel as shownLabel } from '@ftn/report';
import type { DenseRecipe, DenseTaskName, System } from '@ftn/training';
import type { Terminal } from '../../terminal/terminal.js';
import { openBackbone, weightsFile } from '../backbone.js';
import type { Comparison } from '../comparison.js';
import { type ComparisonChoice, planSystems } from '../comparison-plan.js';
import { systemFolder } from '../comparison-storage.js';
import { displayNames } from '../display-names.js';
import { engineLine } from '../engine-line.js';
import { backboneIdentity } from '../run-settings.js';
import type { StopSignal } from '../stop-signal.js';
import type { DenseData } from './dense-data.js';
import { denseFingerprint } from './dense-fingerprint.js';
import { type DenseJob, runDenseSystem } from './dense-job.js';
import { denseKeysOf } from './dense-keys.js';
import { requireDenseMethod } from './dense-members.js';
import { PredictionPictures } from './dense-pictures.js';
import { denseReport } from './dense-report.js';
import { type DenseResult, denseRows, metricsOf } from './dense-rows.js';
import { denseSettings } from './dense-settings.js';
import { saveDenseAdapter } from './save-dense-adapter.js';
import { tuneDense } from './tune-dense.js';

export interface DenseComparisonOptions extends ComparisonChoice {
  readonly id: string;
  readonly recipe: DenseRecipe;
  readonly tasks: readonly DenseTaskName[];
  readonly data: DenseData;
  /** The data as it was asked for. */
  readonly spec: string;
  readonly weights?: string | undefined;
  readonly seeds: readonly number[];
  /** Choose every method's rates on the validation set first, with the recipe's budget. */
  readonly tune: boolean;
  /** Where the table, the page and the adapters go. */
  readonly out: string;
  readonly command: string;
  readonly workers?: number | undefined;
  /** Keep every run's checkpoints under `out`. */
  readonly keepRuns: boolean;
  /** Go on with the runs that are there. */
  readonly resume: boolean;
  readonly stop: StopSignal;
}

/** Test images that are drawn for each task. */
const pictured = 3;

const labelOf = ({ method, rank }: System) =>
  shownLabel(rank === null ? { method } : { method, rank }, displayNames);

/** What a run in a folder of its own must have the same when it goes on. */
async function storageFor(
  options: DenseComparisonOptions,
  job: DenseJob,
): Promise<NonNullable<DenseJob['place']>> {
  const { recipe, tasks, data, out, resume } = options;
  const backbone = await backboneIdentity(job.backbone);
  const fingerprint = await denseFingerprint(data.train, denseKeysOf(tasks));
  return (system, seed) => ({
    directory: join(out, 'runs', systemFolder(system), `seed-${seed}`),
    settings: { ...denseSettings({ recipe, system, data: fingerprint, backbone }), tasks, seed },
    fingerprint: { ...job.engine.fingerprint },
    resume,
    onNote: (note) => {
      // A comparison that goes on also has runs that never began.
      if (!note.startsWith('no checkpoint in')) job.terminal.note(`${labelOf(system)}: ${note}`);
    },
  });
}

/** Trains and measures every chosen system on every task; adapters go to `out`/SYSTEM/TASK. */
export async function trainDenseComparison(
  options: DenseComparisonOptions,
  terminal: Terminal,
): Promise<Comparison> {
  const { recipe, tasks, data, seeds, out, workers, stop, tune, keepRuns } = options;
  const planned = planSystems(recipe, options);
  for (const system of planned) requireDenseMethod(system);
  const choice = { name: recipe.backbone, weights: options.weights, outputStride: recipe.outputStride };
  weightsFile(choice);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const backbone = await openBackbone(choice);
  await mkdir(out, { recursive: true });
  const base: DenseJob = { backbone, recipe, tasks, data, workers, engine, stop, terminal };
  try {
    const job = keepRuns ? { ...base, place: await storageFor(options, base) } : base;
    const systems: System[] = [];
    for (const system of planned) systems.push(tune ? await tuneDense(base, system, seeds) : system);
    const pictures = picturesOf(options);
    const results: DenseResult[] = [];
    for (const [s, system] of systems.entries()) {
      for (const seed of seeds) {
        const progress = {
          done: s * seeds.length + seeds.indexOf(seed),
          total: systems.length * seeds.length,
        };
        const first = seed === seeds[0];
        const watch = { name: labelOf(system), progress };
        const made = await runDenseSystem(job, system, seed, {
          ...watch,
          onPrediction(task, batch, prediction) {
            if (first) pictures.get(task)!.add(labelOf(system), batch, prediction);
          },
          async onMeasured(member, metrics) {
            const folder = join(out, systemFolder(system), member.task.name);
            if (first) await saveDenseAdapter(member, folder, recipe, metrics);
          },
        });
        results.push(...made);
      }
    }
    terminal.endProgress();
    const table = { id: options.id, engine: engine.name, ...denseRows(results, recipe) };
    const images = [];
    for (const [task, drawn] of pictures) images.push(await drawn.grid(displayNames[task] ?? task));
    const page = denseReport({ ...options, table, results, images, engine, labelOf });
    return { table, page, details: { metrics: results.map(metricsOf) } };
  } finally {
    backbone.dispose();
  }
}

/** What is drawn of each task. */
function picturesOf({ tasks, data }: Pick<DenseComparisonOptions, 'tasks' | 'data'>) {
  return new Map(tasks.map((name) => [name, new PredictionPictures(data.test, name, pictured)]));
}
