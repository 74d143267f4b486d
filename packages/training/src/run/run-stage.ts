import { InterruptedError } from '@ftn/errors';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Learner, LearnerData } from '../loop/learner.js';
import { type EpochReport, type StepReport, type TrainingPosition, trainLoop } from '../loop/train-loop.js';
import { restoreBestOf } from './restore-best.js';
import { type RunPlace, runLearner } from './run-learner.js';
import type { StopRequest } from './run-recorder.js';
import type { Trained } from './training-state.js';

/** Where stages keep their checkpoints, so that they can be stopped and resumed. */
export type RunStorage = Pick<
  RunPlace,
  | 'directory'
  | 'settings'
  | 'fingerprint'
  | 'resume'
  | 'allowChange'
  | 'stop'
  | 'saveEvery'
  | 'onFound'
  | 'onNote'
  | 'onStart'
  | 'beforeWrite'
>;

/** Watches the stages of a longer training; each call names its stage. */
export interface StageWatcher {
  onStage?(stage: string): void;
  onStep?(report: StepReport, stage: string): void;
  onEpoch?(report: EpochReport, stage: string): void;
  /** Called after each batch of a validation; may throw to end everything. */
  onValidationBatch?(): void;
}

/** One stage of a longer training. */
export interface StageOptions<B> {
  /** The name watchers receive, e.g. `warm-up`. */
  readonly name: string;
  readonly learner: Learner<B>;
  /** What the learner trains; with `validate`, it ends at its best epoch. */
  readonly trained: Trained;
  readonly data: LearnerData<B>;
  readonly epochs: number;
  /** Epochs in a row without a better validation after which the stage ends; default never. */
  readonly patience?: number | undefined;
  /** The validation metric after each epoch. */
  readonly validate?: (onBatch: () => void) => Promise<number>;
  /** Default: nothing is kept, and a stop loses the stage. */
  readonly storage?: RunStorage;
  /** Stops the stage after the current step. */
  readonly stop?: StopRequest | undefined;
  readonly watcher?: StageWatcher | undefined;
}

/** Copies of what was trained at its best, in memory. */
class Snapshot {
  #tensors: ReadonlyMap<string, Tensor> = new Map();

  take(trained: Trained): void {
    this.dispose();
    this.#tensors = new Map([...trained.state()].map(([name, value]) => [name, value.clone()]));
  }

  putInto(trained: Trained): void {
    if (this.#tensors.size > 0) trained.assign(this.#tensors);
  }

  dispose(): void {
    for (const value of this.#tensors.values()) value.dispose();
  }
}

async function runInMemory<B>(options: StageOptions<B>): Promise<TrainingPosition> {
  const { name, learner, trained, data, epochs, patience, validate, stop, watcher } = options;
  const best = new Snapshot();
  const stopIfAsked = () => {
    if (stop?.requested) throw new InterruptedError(`stopped in the stage '${name}'`, stop.exitCode);
  };
  const onBatch = () => {
    stopIfAsked();
    watcher?.onValidationBatch?.();
  };
  try {
    const position = await trainLoop({
      learner,
      data,
      epochs,
      patience,
      ...(validate ? { validate: () => validate(onBatch) } : {}),
      observer: {
        onStep(report) {
          watcher?.onStep?.(report, name);
          stopIfAsked();
        },
        onEpoch(report) {
          if (report.best) best.take(trained);
          watcher?.onEpoch?.(report, name);
        },
      },
    });
    best.putInto(trained);
    return position;
  } finally {
    best.dispose();
  }
}

/**
 * Trains one stage of a longer training: in a directory, from which a finished stage is merely read again, or in
 * memory. With `validate`, what is trained ends as it was after its best epoch.
 */
export async function runStage<B>(options: StageOptions<B>): Promise<TrainingPosition> {
  const { name, learner, trained, data, epochs, patience, validate, storage, stop, watcher } = options;
  watcher?.onStage?.(name);
  if (!storage) return runInMemory(options);
  const position = await runLearner({
    learner,
    data,
    epochs,
    patience,
    ...storage,
    ...(stop ? { stop } : {}),
    onStep: (report) => watcher?.onStep?.(report, name),
    onEpoch: (report) => watcher?.onEpoch?.(report, name),
    ...(validate
      ? {
          validate: (_epoch: number, onBatch: () => void) =>
            validate(() => {
              onBatch();
              watcher?.onValidationBatch?.();
            }),
        }
      : {}),
  });
  if (validate) await restoreBestOf(trained, storage.directory);
  return position;
}
