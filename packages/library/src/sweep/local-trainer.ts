import { InterruptedError } from '@ftn/errors';
import type { RunEvent } from '../progress/events.js';
import type { Run } from '../progress/run.js';
import type { Trained } from '../train/trained.js';
import { type Trainer, trainToEnd } from './trainer.js';
import type { TrainRequest, WorkerEnd } from './worker-messages.js';

/** Trains runs of a plan in this process, which has open what they stand on. */
export class LocalTrainer implements Trainer {
  readonly #train: (request: TrainRequest, signal: AbortSignal) => Run<readonly Trained[]>;
  #stop: AbortController | null = null;

  /** @param train the training of one run, which `signal` stops after its step */
  constructor(train: (request: TrainRequest, signal: AbortSignal) => Run<readonly Trained[]>) {
    this.#train = train;
  }

  async run(request: TrainRequest, onEvent: (event: RunEvent) => void): Promise<WorkerEnd> {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    return trainToEnd(async () => ({ run: this.#train(request, signal) }), onEvent);
  }

  stop(exitCode: 130 | 143): void {
    this.#stop?.abort(new InterruptedError('stopped', exitCode));
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
