import { SweepWorker } from '@ftn/library/internal';

/** The processes that train, each kept for the next run. */
export class Trainers implements AsyncDisposable {
  readonly #all = new Set<SweepWorker>();
  readonly #idle: SweepWorker[] = [];
  readonly #start: () => SweepWorker;

  constructor(start: () => SweepWorker = () => new SweepWorker()) {
    this.#start = start;
  }

  /** One that trains nothing, until the end of the block. */
  lend(): { readonly worker: SweepWorker } & AsyncDisposable {
    const worker = this.#idle.pop() ?? this.#start();
    this.#all.add(worker);
    return { worker, [Symbol.asyncDispose]: async () => void this.#idle.push(worker) };
  }

  /** Asks every run to stop after its step. */
  stop(exitCode: 130 | 143): void {
    for (const worker of this.#all) worker.stop(exitCode);
  }

  /** Ends the processes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#all].map((worker) => worker[Symbol.asyncDispose]()));
  }
}
