import { join } from 'node:path';
import { MetricsLog } from '@ftn/checkpoints/node';
import {
  type BatchSource,
  type DenseBatch,
  type RunPlace,
  runJointly,
  runTraining,
  type System,
  trainJointly,
} from '@ftn/training';
import type { DenseMember } from './dense-members.js';

/** A step of one task's training or of several tasks' in turn. */
export interface DenseStep {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  /** Of each task by its name. */
  readonly losses: Readonly<Record<string, number>>;
  readonly images: number;
}

/** The mean loss of each epoch, by task. */
export type TaskLosses = Readonly<Record<string, readonly number[]>>;

/** Sums of losses over epochs. */
class LossMeans {
  readonly #sums = new Map<string, { sum: number; steps: number }[]>();

  add({ epoch, losses }: Pick<DenseStep, 'epoch' | 'losses'>): void {
    for (const [task, loss] of Object.entries(losses)) {
      const epochs = this.#sums.get(task) ?? [];
      this.#sums.set(task, epochs);
      epochs[epoch] ??= { sum: 0, steps: 0 };
      epochs[epoch].sum += loss;
      epochs[epoch].steps++;
    }
  }

  means(): TaskLosses {
    return Object.fromEntries(
      [...this.#sums].map(([task, epochs]) => [task, epochs.map(({ sum, steps }) => sum / steps)]),
    );
  }
}

/** The losses a run's log tells of, those before it was last resumed too. */
async function lossesOfRun(directory: string, members: readonly DenseMember[]): Promise<TaskLosses> {
  const { records } = await MetricsLog.read(join(directory, 'metrics.jsonl'));
  const means = new LossMeans();
  for (const record of records) {
    if (record.kind !== 'step') continue;
    const { epoch, loss, ...terms } = record as unknown as Record<string, number> & { epoch: number };
    // A task that is trained alone has the whole loss.
    const of = (name: string) => (members.length === 1 ? (terms[name] ?? loss!) : terms[name]!);
    means.add({ epoch, losses: Object.fromEntries(members.map(({ task }) => [task.name, of(task.name)])) });
  }
  return means.means();
}

export interface TrainMembersOptions {
  /** Several are trained in turn on the same batches; each moves as it would alone. */
  readonly members: readonly DenseMember[];
  readonly data: BatchSource<DenseBatch>;
  readonly config: System['config'];
  /** Where the run is kept; default nowhere. */
  readonly place?: Omit<RunPlace, 'onStep'>;
  /** May throw to end a run that is kept nowhere. */
  readonly onStep: (step: DenseStep) => void;
}

/** Trains one task, or several together, and returns the mean loss of each epoch by task. */
export async function trainMembers(options: TrainMembersOptions): Promise<TaskLosses> {
  const { members, data, config, place, onStep } = options;
  const means = new LossMeans();
  const watch = (losses: Readonly<Record<string, number>>, { step, totalSteps, epoch, images }: Report) => {
    const report = { step, totalSteps, epoch, losses, images };
    means.add(report);
    onStep(report);
  };
  if (!place) {
    await trainJointly({ members, data, config, onLosses: watch });
    return means.means();
  }
  const [first] = members;
  if (members.length === 1) {
    const { domain, task } = first!;
    const onOne = (report: Report & { readonly loss: number }) => watch({ [task.name]: report.loss }, report);
    await runTraining({ domain, task, data, config, ...place, onStep: onOne });
  } else {
    await runJointly({ members, data, config, ...place, onLosses: watch });
  }
  return lossesOfRun(place.directory, members);
}

type Report = Pick<DenseStep, 'step' | 'totalSteps' | 'epoch' | 'images'>;
