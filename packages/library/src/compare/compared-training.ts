import { dirname } from 'node:path';
import { canonicalJson } from '@ftn/adapters';
import { countBackbone } from '@ftn/backbones';
import { assertProof } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { Run } from '../progress/run.js';
import { LocalTrainer } from '../sweep/local-trainer.js';
import type { TrainRequest } from '../sweep/worker-messages.js';
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
export const localTrainer = (open: OpenComparison): LocalTrainer =>
  new LocalTrainer((request, signal) => {
    const { options } = request;
    if (!('compared' in options)) throw new UsageError('this process trains the runs of a comparison alone');
    return trainingOf(open, { ...request, options }, signal);
  });
