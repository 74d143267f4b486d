import { forTerminal, type StorageError } from '@ftn/errors';
import type { ResultTable } from '@ftn/report';
import { SingleBar } from 'cli-progress';
import { inCommandWords } from './command-words.js';
import { Output } from './output.js';
import { progressLine } from './progress-line.js';

export interface ProgressState {
  readonly done: number;
  readonly total: number;
  /** What follows the bar, e.g. `loss 0.412 · 310 images/s`. */
  readonly detail?: string;
}

/** Characters of a label and of a detail that leave room for the bar between them. */
const mostLabel = 60;
const mostDetail = 100;

/**
 * Where the command speaks: results to stdout, everything else to stderr, so that `--json` leaves one
 * object on the last line of stdout. A progress bar on a terminal, a plain line now and then elsewhere.
 */
export class Terminal {
  readonly #out: Output;
  readonly #err: Output;
  #bar: SingleBar | null = null;
  #label = '';
  #lastLine = 0;
  #quiet = false;
  #json = false;

  constructor(out: NodeJS.WriteStream = process.stdout, err: NodeJS.WriteStream = process.stderr) {
    this.#out = new Output(out, 'standard output');
    this.#err = new Output(err, 'standard error');
  }

  get width(): number {
    return this.#out.stream.columns ?? 100;
  }

  /** The most characters of a line where it is a screen that shows them; nothing where lines go to a file or a program. */
  get screenWidth(): number | undefined {
    return this.#out.stream.isTTY ? this.#out.stream.columns : undefined;
  }

  /** From here on, nothing is said but results, warnings and errors. */
  beQuiet(): void {
    this.#quiet = true;
  }

  get color(): boolean {
    return Boolean(this.#out.stream.isTTY) && process.env.NO_COLOR === undefined;
  }

  /** A line of the result. */
  print(line: string): void {
    this.#out.line(line);
  }

  /** Lines of our own that stand together: a help, a configuration. */
  printBlock(lines: string): void {
    this.#out.block(lines);
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
    this.endProgress();
    (aside ? this.#err : this.#out).styled(text);
  }

  /** Whether an object was printed. */
  get hasPrintedJson(): boolean {
    return this.#json;
  }

  /** The object `--json` asks for, on one line. */
  json(value: unknown): void {
    this.#json = true;
    this.#out.json(value);
  }

  /** A line about what is going on. */
  note(line: string): void {
    this.endProgress();
    if (!this.#quiet) this.#err.line(inCommandWords(line));
  }

  /** A line about what is wrong and does not stop the work. */
  warn(line: string): void {
    this.endProgress();
    this.#err.line(`warning: ${inCommandWords(line)}`);
  }

  /** Lines of our own about what is going on. */
  noteBlock(lines: string): void {
    this.endProgress();
    this.#err.block(lines);
  }

  /** What went wrong; a stack's lines are set in, so that none of them can pass for a message. */
  error(message: string): void {
    this.endProgress();
    this.#err.block(`ftn: ${inCommandWords(message)}`, '    ');
  }

  /** Waits until everything is written; what kept a result from being. What could not be noted on the way is not missed. */
  loss(): Promise<StorageError | null> {
    return this.#out.loss();
  }

  /** Shows how far a named piece of work is. */
  progress(label: string, { done, total, detail = '' }: ProgressState): void {
    if (this.#quiet) return;
    const named = forTerminal(label, mostLabel);
    const shown = forTerminal(detail, mostDetail);
    if (this.#err.stream.isTTY) {
      if (!this.#bar || this.#label !== label) this.#startBar(label, named, total);
      this.#bar!.setTotal(total);
      this.#bar!.update(done, { detail: shown });
      return;
    }
    const now = Date.now();
    const finished = done >= total;
    if (this.#label === label && !finished && now - this.#lastLine < 10_000) return;
    this.#label = label;
    this.#lastLine = now;
    this.#err.line(`${named}: ${done}/${total}${shown ? ` · ${shown}` : ''}`);
  }

  endProgress(): void {
    this.#bar?.stop();
    this.#bar = null;
    this.#label = '';
  }

  #startBar(label: string, named: string, total: number): void {
    this.endProgress();
    this.#label = label;
    this.#bar = new SingleBar({
      stream: this.#err.stream,
      format: (_options, { value, total: all, eta }, { detail }: { detail: string }) =>
        progressLine(
          { label: named, done: value, total: all, eta, detail },
          (this.#err.stream.columns ?? 80) - 1,
        ),
      clearOnComplete: true,
      hideCursor: true,
      fps: 8,
    });
    this.#bar.start(total, 0, { detail: '' });
  }
}
