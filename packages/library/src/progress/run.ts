import type { Emit, RunEvent } from './events.js';
import { Stop } from './stop.js';

/** What the work behind a run is given: where its events go, and whether it was asked to stop. */
export interface RunContext {
  readonly emit: Emit;
  readonly stop: Stop;
}

/**
 * Work that can be awaited for its result or iterated for its events, whichever comes first starts it:
 *
 * ```ts
 * const results = await train(options);
 *
 * await using run = train(options);
 * for await (const event of run) if (event.kind === 'epoch') console.log(event.metrics);
 * const results = await run;
 * ```
 *
 * Leaving a loop early, or the end of an `await using` block, stops the work after its current step and waits for it:
 * what was trained so far is in a checkpoint.
 */
export class Run<T> implements PromiseLike<T>, AsyncIterable<RunEvent>, AsyncDisposable {
  readonly #work: (context: RunContext) => Promise<T>;
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  #promise: Promise<T> | null = null;
  #listener: Emit = () => {};
  #settled = false;

  constructor(work: (context: RunContext) => Promise<T>, signal?: AbortSignal) {
    this.#work = work;
    this.#signal = signal ? AbortSignal.any([signal, this.#abort.signal]) : this.#abort.signal;
  }

  /** The result, once it is there; starts the work. */
  // biome-ignore lint/suspicious/noThenProperty: awaiting a run is how its result is had
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#start().then(onFulfilled, onRejected);
  }

  /** Every event from here on, until the work has ended; its error is thrown. */
  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent> {
    const waiting: RunEvent[] = [];
    let wake = () => {};
    this.#listener = (event) => {
      waiting.push(event);
      wake();
    };
    const end = this.#start().then(
      () => wake(),
      () => wake(),
    );
    try {
      while (true) {
        const event = waiting.shift();
        if (event) yield event;
        else if (this.#settled) break;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (waiting.length > 0 || this.#settled) resolve();
          });
      }
      await end;
      await this.#promise;
    } finally {
      this.#listener = () => {};
      if (!this.#settled) await this.stop();
    }
  }

  /** Asks the work to stop after its current step and waits until it has. */
  async stop(): Promise<void> {
    if (!this.#promise) return;
    this.#abort.abort();
    await this.#promise.catch(() => {});
  }

  /** `stop`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #start(): Promise<T> {
    if (this.#promise) return this.#promise;
    const emit: Emit = (event) => this.#listener(event);
    const promise = (async () => this.#work({ emit, stop: new Stop(this.#signal) }))().finally(() => {
      this.#settled = true;
    });
    this.#promise = promise;
    // Only callers that await or iterate the run receive its error.
    promise.catch(() => {});
    return promise;
  }
}
