import type { Backbone } from '@ftn/backbones';
import type { DenseDataset } from '@ftn/datasets';
import type { EngineInfo } from '@ftn/engine';
import type { DenseBatch, DenseRecipe, DenseTaskName, RunPlace, System } from '@ftn/training';
import type { Terminal } from '../../terminal/terminal.js';
import type { StopSignal } from '../stop-signal.js';
import { Throughput } from '../throughput.js';
import type { DenseData } from './dense-data.js';
import { denseKeysOf } from './dense-keys.js';
import { denseEvaluationOf, denseTrainingLoader } from './dense-loaders.js';
import { createMembers, type DenseMember } from './dense-members.js';
import type { DenseResult } from './dense-rows.js';
import { type DenseMetrics, measureTask } from './measure-task.js';
import { type DenseStep, trainMembers } from './train-members.js';

/** What all runs of a comparison on dense tasks share. */
export interface DenseJob {
  readonly backbone: Backbone;
  readonly recipe: DenseRecipe;
  readonly tasks: readonly DenseTaskName[];
  readonly data: DenseData;
  readonly workers?: number | undefined;
  readonly engine: EngineInfo;
  readonly stop: StopSignal;
  readonly terminal: Terminal;
  /** Where each run is kept; default nowhere. */
  readonly place?: (system: System, seed: number) => Omit<RunPlace, 'onStep' | 'stop'>;
}

/** Who watches one run of a system. */
export interface DenseWatcher {
  /** What the run is called. */
  readonly name: string;
  /** Runs behind it, and runs in all. */
  readonly progress: { readonly done: number; readonly total: number };
  /** The images that are measured; default the test set. */
  readonly dataset?: DenseDataset;
  onPrediction?(task: DenseTaskName, batch: DenseBatch, prediction: Float32Array | Int32Array): void;
  onMeasured?(member: DenseMember, metrics: DenseMetrics): Promise<void>;
}

const resumeHint = 'Run the same command with --resume to go on.';

/** Share of a run's time that training is taken to need. */
const trainingShare = 0.85;

/** Trains one system on all tasks in turn, each as it would be alone, and measures each. */
export async function runDenseSystem(
  job: DenseJob,
  system: System,
  seed: number,
  watcher: DenseWatcher,
): Promise<DenseResult[]> {
  const { backbone, recipe, tasks, data, workers, stop, terminal } = job;
  const throwIfStopped = () =>
    stop.throwIfRequested(
      job.place ? 'finished runs are kept' : 'nothing was kept',
      job.place ? resumeHint : undefined,
    );
  const show = (share: number, detail: string) => {
    const done = Math.floor((watcher.progress.done + share) * 100) / 100;
    terminal.progress('comparing', {
      done,
      total: watcher.progress.total,
      detail: `${watcher.name} · ${detail}`,
    });
  };
  const throughput = new Throughput();
  const onStep = ({ step, totalSteps, losses, images }: DenseStep) => {
    if (!job.place) throwIfStopped();
    const loss = Object.entries(losses).map(([task, value]) => `${task} ${value.toFixed(2)}`);
    const speed = `${throughput.add(images).toPrecision(2)} images/s`;
    show((trainingShare * step) / totalSteps, `loss ${loss.join(', ')} · ${speed}`);
  };
  throwIfStopped();
  const loader = denseTrainingLoader(data.train, recipe, { seed, keys: denseKeysOf(tasks), workers });
  const members = createMembers(backbone, system, tasks, { recipe, classes: data.classes, seed });
  try {
    const losses = await trainMembers({
      members,
      data: loader.source,
      config: { ...system.config, seed },
      ...(job.place ? { place: { ...job.place(system, seed), stop } } : {}),
      onStep,
    });
    const results: DenseResult[] = [];
    for (const [i, member] of members.entries()) {
      const { domain, task } = member;
      const metrics = await measureTask(domain, task, watcher.dataset ?? data.test, {
        input: denseEvaluationOf(recipe),
        workers,
        onBatch(_done, batch, prediction) {
          throwIfStopped();
          watcher.onPrediction?.(task.name, batch, prediction);
          show(trainingShare + ((1 - trainingShare) * i) / members.length, `testing ${task.name}`);
        },
      });
      await watcher.onMeasured?.(member, metrics);
      results.push({
        system,
        task,
        seed,
        metrics,
        counts: domain.counts(),
        losses: losses[task.name] ?? [],
      });
    }
    return results;
  } finally {
    for (const { domain } of members) domain.dispose();
    await loader.close();
  }
}
