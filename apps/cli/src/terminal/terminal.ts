import type { ResultTable } from '@ftn/report';
import { SingleBar } from 'cli-progress';
import { progressLine } from './progress-line.js';

export interface ProgressState {
  readonly done: number;
  readonly total: number;
  /** What follows the bar, e.g. `loss 0.412 · 310 images/s`. */
  readonly detail?: string;
}

/**
 * Where the command speaks: results to stdout, everything else to stderr, so that `--json` leaves one
 * object on the last line of stdout. A progress bar on a terminal, a plain line now and then elsewhere.
 */
export class Terminal {
  readonly #out: NodeJS.WriteStream;
  readonly #err: NodeJS.WriteStream;
  #bar: SingleBar | null = null;
  #label = '';
  #lastLine = 0;
  #quiet = false;
  #json = false;

  constructor(out: NodeJS.WriteStream = process.stdout, err: NodeJS.WriteStream = process.stderr) {
    this.#out = out;
    this.#err = err;
  }

  get width(): number {
    return this.#out.columns ?? 100;
  }

  /** The most characters of a line where it is a screen that shows them; nothing where lines go to a file or a program. */
  get screenWidth(): number | undefined {
    return this.#out.isTTY ? this.#out.columns : undefined;
  }

  /** From here on, nothing is said but results, warnings and errors. */
  beQuiet(): void {
    this.#quiet = true;
  }

  get color(): boolean {
    return Boolean(this.#out.isTTY) && process.env.NO_COLOR === undefined;
  }

  /** A line of the result. */
  print(line: string): void {
    this.#out.write(`${line}\n`);
  }

  /** A line of the result; with `aside` one about it, where an object is the result. */
  tell(line: string, aside: boolean): void {
    if (aside) this.note(line);
    else this.print(line);
  }

  /** A table of results; with `aside` it is told about, and the object is the result. */
  async table(table: ResultTable, aside = false): Promise<void> {
    const { formatComparison } = await import('@ftn/report');
    const { displayNames } = await import('@ftn/library/internal');
    const text = formatComparison(table, { width: this.width, color: this.color, names: displayNames() });
    this.tell(text, aside);
  }

  /** Whether an object was printed. */
  get hasPrintedJson(): boolean {
    return this.#json;
  }

  /** The object `--json` asks for, on one line. */
  json(value: unknown): void {
    this.#json = true;
    this.#out.write(`${JSON.stringify(value)}\n`);
  }

  /** A line about what is going on. */
  note(line: string): void {
    this.endProgress();
    if (!this.#quiet) this.#err.write(`${line}\n`);
  }

  /** A line about what is wrong and does not stop the work. */
  warn(line: string): void {
    this.endProgress();
    this.#err.write(`warning: ${line}\n`);
  }

  error(message: string): void {
    this.endProgress();
    this.#err.write(`ftn: ${message}\n`);
  }

  /** Shows how far a named piece of work is. */
  progress(label: string, { done, total, detail = '' }: ProgressState): void {
    if (this.#quiet) return;
    if (this.#err.isTTY) {
      if (!this.#bar || this.#label !== label) this.#startBar(label, total);
      this.#bar!.setTotal(total);
      this.#bar!.update(done, { detail });
      return;
    }
    const now = Date.now();
    const finished = done >= total;
    if (this.#label === label && !finished && now - this.#lastLine < 10_000) return;
    this.#label = label;
    this.#lastLine = now;
    this.#err.write(`${label}: ${done}/${total}${detail ? ` · ${detail}` : ''}\n`);
  }

  endProgress(): void {
    this.#bar?.stop();
    this.#bar = null;
    this.#label = '';
  }

  #startBar(label: string, total: number): void {
    this.endProgress();
    this.#label = label;
    this.#bar = new SingleBar({
      stream: this.#err,
      format: (_options, { value, total: all, eta }, { detail }: { detail: string }) =>
        progressLine({ label, done: value, total: all, eta, detail }, (this.#err.columns ?? 80) - 1),
      clearOnComplete: true,
      hideCursor: true,
      fps: 8,
    });
    this.#bar.start(total, 0, { detail: '' });
  }
}
