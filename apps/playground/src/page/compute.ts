import type { AnswerOf, Asked, CallName, EventOf, RequestOf, Told } from '../worker/calls.js';

/** What went wrong in the worker, as a sentence that may be shown. */
export class ComputeError extends Error {}

/** Somebody changed the engine while a call waited: the worker that was asked is gone. */
export class EngineChanged extends ComputeError {}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly onEvent: ((event: never) => void) | undefined;
}

/** The page's side of the worker that holds the network. */
export class Compute {
  readonly #worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Told>) => this.#hear(data));
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#fail(new ComputeError('the part of the page that computes has stopped. Reload the page.'));
    });
  }

  /** @throws ComputeError with a sentence for the page */
  call<K extends CallName>(
    call: K,
    request: RequestOf<K>,
    onEvent?: (event: EventOf<K>) => void,
  ): Promise<AnswerOf<K>> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onEvent } as Waiting);
      this.#worker.postMessage({ id, call, request } satisfies Asked);
    });
  }

  /** Ends the worker; what waits for it is told so. */
  close(): void {
    this.#worker.terminate();
    this.#fail(new EngineChanged('the engine was changed before this was done. Try again.'));
  }

  #hear(told: Told): void {
    const waiting = this.#waiting.get(told.id);
    if (!waiting) return;
    if ('event' in told) {
      waiting.onEvent?.(told.event as never);
      return;
    }
    this.#waiting.delete(told.id);
    if ('error' in told) waiting.reject(new ComputeError(told.error));
    else waiting.resolve(told.answer as never);
  }

  #fail(error: ComputeError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
