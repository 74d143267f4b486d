import { InterruptedError } from '@ftn/errors';
import type { Terminal } from './terminal.js';

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;

/**
 * Turns the first SIGINT, SIGTERM or SIGHUP into an abort, after which work ends at the step being taken; the second
 * ends the process at once. `dispose` gives the signals back.
 */
export class StopSignal implements Disposable {
  readonly #terminal: Terminal;
  readonly #abort = new AbortController();
  readonly #listener = (signal: NodeJS.Signals) => this.#onSignal(signal as keyof typeof exitCodes);

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    for (const signal of Object.keys(exitCodes)) process.on(signal, this.#listener);
  }

  /** What the library's functions take; its reason says the exit code. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  dispose(): void {
    for (const signal of Object.keys(exitCodes)) process.off(signal, this.#listener);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #onSignal(signal: keyof typeof exitCodes): void {
    if (this.signal.aborted) {
      this.#terminal.endProgress();
      process.exit(exitCodes[signal]);
    }
    this.#terminal.note('stopping after this step; a second signal stops at once');
    this.#abort.abort(new InterruptedError('stopped', exitCodes[signal]));
  }
}

/** Runs work that a signal may stop, and gives the signals back after it. */
export async function stoppable<T>(
  terminal: Terminal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  using stop = new StopSignal(terminal);
  return await work(stop.signal);
}
