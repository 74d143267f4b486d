import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '../progress/events.js';
import type { Trainer, TrainerDeath } from './trainer.js';
import type { MeasureEnd, TrainRequest, WorkerAnswer, WorkerEnd, WorkerRequest } from './worker-messages.js';

/** Of standard error this much is kept. */
const keptCharacters = 4000;

/** How long the output of a process that died is waited for. */
const lastWordsMs = 200;

/** Starts the worker's file as it lies beside this one: TypeScript in a clone's tests, JavaScript once built. */
function startWorker(other?: string): ChildProcess {
  const built = other !== undefined || !import.meta.url.endsWith('.ts');
  const script =
    other ??
    fileURLToPath(
      built ? new URL('./sweep-worker.js', import.meta.url) : new URL('./sweep-worker.ts', import.meta.url),
    );
  const execArgv = built ? [] : ['--import', 'tsx', '--conditions=@ftn/source'];
  return fork(script, { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced' });
}

/** One process that trains runs one after the other; it is started when first needed, and again after it died. */
export class SweepWorker implements Trainer {
  readonly #script: string | undefined;
  #child: ChildProcess | null = null;
  #output = '';
  #disposed = false;

  /** Told once by each process that its engine has started, and after how many seconds. */
  onReady: ((seconds: number) => void) | null = null;

  /** @param script what is started instead of the library's own file, built as it is; it answers the same requests */
  constructor(script?: string) {
    this.#script = script;
  }

  /** The process, while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Trains one run and tells how it ended. */
  run(request: TrainRequest, onEvent: (event: RunEvent) => void): Promise<WorkerEnd | TrainerDeath> {
    return this.#ask<WorkerEnd>(request, onEvent);
  }

  /** Measures what runs take. */
  measure(request: Extract<WorkerRequest, { kind: 'measure' }>): Promise<MeasureEnd | TrainerDeath> {
    return this.#ask<MeasureEnd>(request, () => {});
  }

  /** Asks for something and waits for its end. */
  async #ask<End extends WorkerEnd | MeasureEnd>(
    request: Exclude<WorkerRequest, { kind: 'stop' }>,
    onEvent: (event: RunEvent) => void,
  ): Promise<End | TrainerDeath> {
    // One that is asked while it ends would start a process that nobody ends.
    if (this.#disposed) return { kind: 'died', reason: 'it was ended', output: '' };
    const child = this.#start();
    this.#output = '';
    return new Promise((resolve) => {
      const finish = (end: End | TrainerDeath) => {
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        resolve(end);
      };
      const onMessage = (answer: WorkerAnswer) => {
        if (answer.kind === 'event') onEvent(answer.event);
        else if (answer.kind === 'ready') this.onReady?.(answer.seconds);
        else finish(answer as End);
      };
      const died = (reason: string) => {
        this.#child = null;
        finish({ kind: 'died', reason, output: this.#output.trim() });
      };
      // What it wrote last may still be on its way.
      const onExit = (code: number | null, signal: string | null) =>
        void setTimeout(() => died(signal ?? `exit code ${code}`), lastWordsMs);
      const onError = (error: Error) => died(error.message);
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      child.send(request, (error) => {
        if (error && !child.connected) return;
        if (error) died(error.message);
      });
    });
  }

  /** Asks the run under way to stop after its step. */
  stop(exitCode: 130 | 143): void {
    if (this.#child?.connected) this.#child.send({ kind: 'stop', exitCode } satisfies WorkerRequest);
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.disconnect();
    });
  }

  #start(): ChildProcess {
    if (this.#child) return this.#child;
    const child = startWorker(this.#script);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-keptCharacters);
    });
    child.once('exit', () => {
      if (this.#child === child) this.#child = null;
    });
    this.#child = child;
    return child;
  }
}
