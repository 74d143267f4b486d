import { InterruptedError } from '@ftn/errors';
import type { StopRequest } from '@ftn/training';

/** What the reason of an `AbortSignal` may say: the exit code of the signal that stopped a process. */
interface Reason {
  readonly exitCode?: unknown;
}

/** A request to stop, as an `AbortSignal` makes it: training ends after the step being taken, with a checkpoint saved. */
export class Stop implements StopRequest {
  readonly #signal: AbortSignal | undefined;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  get requested(): boolean {
    return this.#signal?.aborted ?? false;
  }

  get exitCode(): 130 | 143 {
    const { exitCode } = (this.#signal?.reason ?? {}) as Reason;
    return exitCode === 143 ? 143 : 130;
  }

  /**
   * Ends work that has nothing to save, saying how things stand.
   *
   * @throws InterruptedError once a stop was asked for
   */
  throwIfRequested(state = 'nothing was changed', hint?: string): void {
    if (!this.requested) return;
    throw new InterruptedError(`stopped; ${state}`, this.exitCode, hint === undefined ? {} : { hint });
  }
}
