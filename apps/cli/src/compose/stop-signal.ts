import { InterruptedError } from '@ftn/errors';
import type { StopRequest } from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;

/**
 * Turns the first SIGINT, SIGTERM or SIGHUP into a request to stop after the step being taken; the second
 * ends the process at once. `dispose` gives the signals back.
 */
export class StopSignal implements StopRequest {
  requested = false;
  exitCode: 130 | 143 = 130;
  readonly #terminal: Terminal;
  readonly #onRequest: () => void;
  readonly #listener = (signal: NodeJS.Signals) => this.#onSignal(signal as keyof typeof exitCodes);

  /** `onRequest` is called at the first signal, for work that is told rather than asks. */
  constructor(terminal: Terminal, onRequest: () => void = () => {}) {
    this.#terminal = terminal;
    this.#onRequest = onRequest;
    for (const signal of Object.keys(exitCodes)) process.on(signal, this.#listener);
  }

  /** Ends work that has nothing to save, saying how things stand. */
  throwIfRequested(state = 'nothing was changed', hint?: string): void {
    if (!this.requested) return;
    throw new InterruptedError(`stopped; ${state}`, this.exitCode, hint === undefined ? {} : { hint });
  }

  dispose(): void {
    for (const signal of Object.keys(exitCodes)) process.off(signal, this.#listener);
  }

  #onSignal(signal: keyof typeof exitCodes): void {
    if (this.requested) {
      this.#terminal.endProgress();
      process.exit(exitCodes[signal]);
    }
    this.requested = true;
    this.exitCode = exitCodes[signal];
    this.#terminal.note('stopping after this step; a second signal stops at once');
    this.#onRequest();
  }
}

/** Runs work that a signal may stop, and gives the signals back after it. */
export async function stoppable<T>(terminal: Terminal, work: (stop: StopSignal) => Promise<T>): Promise<T> {
  const stop = new StopSignal(terminal);
  try {
    return await work(stop);
  } finally {
    stop.dispose();
  }
}
