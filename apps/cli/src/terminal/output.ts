import { forJson, forTerminal, type StorageError } from '@ftn/errors';
import { errorCode, storageError } from '@ftn/errors/node';

/**
 * A stream that lines are written to. Names and texts of strangers lead no terminal from here: what is no plain text is
 * shown as what it is, and a line stays one line. A stream that takes no more ends no work: the loss is remembered.
 */
export class Output {
  readonly #stream: NodeJS.WriteStream;
  readonly #name: string;
  #lost: StorageError | null = null;

  constructor(stream: NodeJS.WriteStream, name: string) {
    this.#stream = stream;
    this.#name = name;
    // Every write reports its own error; without a listener the stream would end the process besides.
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }

  get stream(): NodeJS.WriteStream {
    return this.#stream;
  }

  /** A line, whatever it quotes. */
  line(text: string): void {
    this.#write(forTerminal(text, Number.POSITIVE_INFINITY));
  }

  /** Lines that stand together, the second and those after it behind `indent`. */
  block(text: string, indent = ''): void {
    for (const [i, line] of text.split('\n').entries()) this.line(i === 0 ? line : `${indent}${line}`);
  }

  /** Text with emphasis that @ftn/report made, which has cleaned the names in it. */
  styled(text: string): void {
    this.#write(text);
  }

  /** A value as JSON on one line. */
  json(value: unknown): void {
    this.#write(forJson(value));
  }

  /** What kept a line from being written, once all of them are through; null where nothing did. */
  async loss(): Promise<StorageError | null> {
    await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
    return this.#lost;
  }

  #write(text: string): void {
    this.#stream.write(`${text}\n`, (error) => {
      // A reader that closed the pipe (`| head`) has what it wanted.
      if (!error || this.#lost || errorCode(error) === 'EPIPE') return;
      this.#lost = storageError('could not be written', this.#name, error);
    });
  }
}

function ignore(): void {}
