import { dirname } from 'node:path';
import { canonicalJson } from '@ftn/adapters';
import { assertProof } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { Run } from '../progress/run.js';
import { LocalTrainer } from '../sweep/local-trainer.js';
import type { TrainRequest } from '../sweep/worker-messages.js';
import type { Trained } from '../train/trained.js';
import { adaptImages } from './adapt-images.js';
import { adaptedSystem, jobOf } from './adapted-cells.js';
import type { AdaptedTraining } from './adapted-options.js';
import { OpenAdaptation } from './open-adaptation.js';

/** What is asked for, of adaptations. */
type AdaptedRequest = TrainRequest & { readonly options: AdaptedTraining };

/** The training of one run of open adaptations; the latents it learned stay in its folder. */
function trainingOf(open: OpenAdaptation, request: AdaptedRequest, signal: AbortSignal): Run<Trained[]> {
  const { out, memoryLimit, proof } = request;
  const { adapted, rank, domain } = request.options;
  return new Run(async (context) => {
    const beforeWrite = () => assertProof(dirname(out), proof);
    await beforeWrite();
    const job = await jobOf(open, { chosen: adaptedSystem(adapted, rank), domain }, { out, context });
    const options = { ...adapted, out, resume: true, memoryLimit, beforeWrite };
    const { reconstruction: _latents, ...trained } = await adaptImages({ ...job, options }, context);
    return [trained];
  }, signal);
}

/** The adaptations a process of a sweep has open: its next run is most likely of the same. */
let kept: { readonly key: string; readonly open: OpenAdaptation } | null = null;

/** Trains one run of adaptations in a process that has nothing of them open yet, or has it from the run before. */
export async function trainAdaptedHere(
  request: AdaptedRequest,
  signal: AbortSignal,
): Promise<{ readonly run: Run<Trained[]> }> {
  const { adapted, rank } = request.options;
  const key = canonicalJson(adapted);
  if (kept?.key !== key) {
    await kept?.open[Symbol.asyncDispose]();
    kept = null;
    await startEngine({ threads: request.threads });
    const chosen = adaptedSystem(adapted, rank);
    const open = await OpenAdaptation.open(chosen, chosen.recipe.generator!, adapted, { emit: () => {} });
    kept = { key, open };
  }
  return { run: trainingOf(kept.open, request, signal) };
}

/** Trains the runs of open adaptations in this process. */
export const localAdapter = (open: OpenAdaptation): LocalTrainer =>
  new LocalTrainer((request, signal) => {
    const { options } = request;
    if (!('adapted' in options)) throw new UsageError('this process adapts a generator alone');
    return trainingOf(open, { ...request, options }, signal);
  });
