import type { StepReport } from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';

/** One bar over all runs of a comparison: which is being trained, how fast, how far. */
export class ComparisonProgress {
  readonly #terminal: Terminal;
  readonly #runs: number;
  #finished = 0;

  /** `runs` counts a system on a domain as one. */
  constructor(terminal: Terminal, runs: number) {
    this.#terminal = terminal;
    this.#runs = runs;
  }

  /** Shows a step of what is being trained, `done` runs of which are behind it. */
  show(name: string, done: number, { loss, images, seconds }: StepReport): void {
    const speed = `${Math.round(images / seconds)} images/s`;
    this.#terminal.progress('comparing', {
      done: Math.floor((this.#finished + done) * 100) / 100,
      total: this.#runs,
      detail: `${name} · loss ${loss.toFixed(3)} · ${speed}`,
    });
  }

  finish(runs: number): void {
    this.#finished += runs;
  }
}
