import { dirname } from 'node:path';
import { canonicalJson } from '@ftn/adapters';
import { countBackbone } from '@ftn/backbones';
import { assertProof } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { InterruptedError, UsageError } from '@ftn/errors';
import type { RunEvent } from '../progress/events.js';
import { Run } from '../progress/run.js';
import { type Trainer, trainToEnd } from '../sweep/trainer.js';
import type { TrainRequest, WorkerEnd } from '../sweep/worker-messages.js';
import type { Trained } from '../train/trained.js';
import type { ComparedTraining } from './compared-runs.js';
import { OpenComparison } from './open-comparison.js';
import { prepareComparison } from './prepare.js';
import { trainCompared } from './train-compared.js';

/** What is asked for, of a comparison. */
type ComparedRequest = TrainRequest & { readonly options: ComparedTraining };

/** The training of one run of an open comparison. */
function trainingOf(open: OpenComparison, request: ComparedRequest, signal: AbortSignal): Run<Trained[]> {
  const { options, out, memoryLimit, proof } = request;
  const { architecture } = open.backbone;
  const network = { name: architecture.name, parameters: countBackbone(architecture).parameters };
  return new Run(async (context) => {
    const beforeWrite = () => assertProof(dirname(out), proof);
    await beforeWrite();
    const place = { directory: out, context, beforeWrite, memoryLimit };
    const results = await trainCompared(open, options.run, place);
    return results.map((result) => ({ ...result, folder: out, network }));
  }, signal);
}

/** The comparison a process of a sweep has open: its next run is most likely of the same. */
let kept: { readonly key: string; readonly open: OpenComparison } | null = null;

/** Trains one run of a comparison in a process that has nothing of it open yet, or has it from the run before. */
export async function trainComparedHere(
  request: ComparedRequest,
  signal: AbortSignal,
): Promise<{ readonly run: Run<Trained[]> }> {
  const { compared } = request.options;
  const key = canonicalJson(compared);
  if (kept?.key !== key) {
    await kept?.open[Symbol.asyncDispose]();
    kept = null;
    const engine = await startEngine({ threads: request.threads });
    kept = { key, open: await OpenComparison.open(compared, await prepareComparison(compared), engine) };
  }
  return { run: trainingOf(kept.open, request, signal) };
}

/** Trains the runs of an open comparison in this process. */
export class LocalTrainer implements Trainer {
  readonly #open: OpenComparison;
  #stop: AbortController | null = null;

  constructor(open: OpenComparison) {
    this.#open = open;
  }

  async run(request: TrainRequest, onEvent: (event: RunEvent) => void): Promise<WorkerEnd> {
    const { options } = request;
    if (!('compared' in options)) throw new UsageError('this process trains the runs of a comparison alone');
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const start = async () => ({ run: trainingOf(this.#open, { ...request, options }, signal) });
    return trainToEnd(start, onEvent);
  }

  stop(exitCode: 130 | 143): void {
    this.#stop?.abort(new InterruptedError('stopped', exitCode));
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
