import { join } from 'node:path';
import type { Domain } from '@ftn/adapters';
import { MetricsLog } from '@ftn/checkpoints/node';
import type { BatchSource } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { Task } from '@ftn/tasks';
import { trainDomain } from '../loop/train-domain.js';
import type { EpochReport, StepReport } from '../loop/train-loop.js';
import type { TrainingConfig } from '../loop/training-config.js';
import type { EpochLoss } from '../results/task-result.js';
import type { RunPlace } from '../run/run-learner.js';
import { runTraining } from '../run/run-training.js';
import { runJointly, trainJointly } from './train-jointly.js';

/** A task with the domain that is trained for it. */
export interface Member {
  readonly domain: Domain;
  readonly task: Task;
}

/** A step with the loss of each task. */
export interface MemberStep extends StepReport {
  readonly losses: Readonly<Record<string, number>>;
}

/** A training of one or several tasks on the same batches. */
export interface TrainMembersOptions {
  /** Several are trained in turn on the same batches; each moves as it would alone. */
  readonly members: readonly Member[];
  readonly data: BatchSource;
  readonly config: TrainingConfig;
  /** Where the run is kept; default nowhere. */
  readonly place?: Omit<RunPlace, 'onStep'> | undefined;
  /** May throw to end a run that is kept nowhere. */
  readonly onStep?: ((step: MemberStep) => void) | undefined;
  readonly onEpoch?: ((report: EpochReport) => void) | undefined;
}

/** The epochs of every task, by its name. */
export type MemberEpochs = Readonly<Record<string, readonly EpochLoss[]>>;

/** Mean losses by task and epoch. */
class LossMeans {
  readonly #sums = new Map<string, { sum: number; steps: number }[]>();
  readonly #validation = new Map<number, number | null>();

  step(epoch: number, losses: Readonly<Record<string, number>>): void {
    for (const [task, loss] of Object.entries(losses)) {
      const epochs = this.#sums.get(task) ?? [];
      this.#sums.set(task, epochs);
      epochs[epoch] ??= { sum: 0, steps: 0 };
      epochs[epoch].sum += loss;
      epochs[epoch].steps++;
    }
  }

  epoch(epoch: number, validation: number | null): void {
    this.#validation.set(epoch, validation);
  }

  epochs(): MemberEpochs {
    const of = (sums: readonly { sum: number; steps: number }[]) =>
      sums.map(({ sum, steps }, epoch) => ({
        epoch,
        loss: sum / steps,
        validation: this.#validation.get(epoch) ?? null,
      }));
    return Object.fromEntries([...this.#sums].map(([task, sums]) => [task, of(sums)]));
  }
}

/** What a run's log tells, of the epochs before it was last resumed too. */
async function epochsInLog(directory: string, members: readonly Member[]): Promise<MemberEpochs> {
  const { records } = await MetricsLog.read(join(directory, 'metrics.jsonl'));
  const means = new LossMeans();
  for (const record of records) {
    const { epoch, loss, validation, ...terms } = record as unknown as Record<string, number> & {
      epoch: number;
    };
    if (record.kind === 'epoch') means.epoch(epoch, validation ?? null);
    if (record.kind !== 'step') continue;
    // A task that is trained alone has the whole loss.
    const of = (name: string) => (members.length === 1 ? loss! : terms[name]!);
    means.step(epoch, Object.fromEntries(members.map(({ task }) => [task.name, of(task.name)])));
  }
  return means.epochs();
}

/** Trains one task, or several on the same batches, and returns the epochs of each. */
export async function trainMembers(options: TrainMembersOptions): Promise<MemberEpochs> {
  const { members, data, config, place } = options;
  if (members.length > 1 && config.earlyStopping) {
    throw new UsageError('several tasks on the same batches do not stop early together', {
      hint: 'Leave earlyStopping out, or train the tasks separately.',
    });
  }
  const means = new LossMeans();
  const onLosses = (losses: Readonly<Record<string, number>>, report: StepReport) => {
    means.step(report.epoch, losses);
    options.onStep?.({ ...report, losses });
  };
  const onEpoch = (report: EpochReport) => {
    means.epoch(report.epoch, report.validation);
    options.onEpoch?.(report);
  };
  const [first] = members;
  if (members.length === 1) {
    const { domain, task } = first!;
    const onStep = (report: StepReport) => onLosses({ [task.name]: report.loss }, report);
    const run = { domain, task, data, config };
    if (place) await runTraining({ ...run, metric: task.metric, ...place, onStep, onEpoch });
    else await trainDomain({ ...run, observer: { onStep, onEpoch } });
  } else if (place) await runJointly({ members, data, config, ...place, onEpoch, onLosses });
  else await trainJointly({ members, data, config, observer: { onEpoch }, onLosses });
  return place ? epochsInLog(place.directory, members) : means.epochs();
}
