import { join } from 'node:path';
import type { AdapterManifest } from '@ftn/adapters';
import { updateAdapterFolder, writeAdapterFiles } from '@ftn/adapters/node';
import { encodeSafetensors, fromFloat32, type TensorData } from '@ftn/checkpoints';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { BatchSource } from '@ftn/datasets';
import { learnerData, type RunPlace, runLearner, type TrainingPosition } from '@ftn/training';
import { type AdaptationConfigInput, adaptationConfigSchema } from '../adaptation/adaptation-config.js';
import { AdaptationLearner, type AdaptationOptions } from '../adaptation/adaptation-learner.js';
import { encodeGeneratorDomain, type GeneratorAdapterDetails } from '../domain/domain-file.js';
import { generatorHash } from '../files/generator-tensors.js';

/** What measuring a domain found, as adapter.json says it. */
export type MeasuredDetails = Partial<Pick<AdapterManifest, 'metrics' | 'training'>>;

/** An adaptation in a run folder. */
export interface AdaptOptions extends Omit<RunPlace, 'validate'>, Omit<AdaptationOptions, 'config'> {
  readonly config: AdaptationConfigInput;
  /** Images in [−1, 1] with their classes; a batch's `indices` say which latent is whose. */
  readonly data: BatchSource;
  /** Metadata for adapter.json that the domain does not hold itself. */
  readonly details?: GeneratorAdapterDetails;
  /** What the result was measured to be; adapter.json says it once it is known. */
  readonly describe?: (result: AdaptationResult) => MeasuredDetails | Promise<MeasuredDetails>;
}

/** The result of an adaptation. */
export interface AdaptationResult {
  readonly position: TrainingPosition;
  /** Whether patience ended it before its last epoch. */
  readonly stoppedEarly: boolean;
  /** The smallest mean loss of an epoch, and the step it ended at. */
  readonly best: { readonly loss: number; readonly step: number };
  /** The learned latent of every image, row by row. */
  readonly latents: Float32Array;
}

/**
 * Adapts a domain in a folder it can be resumed from, bit for bit on the same engine and thread count, until the last epoch
 * or until patience is out, and writes its adapter to `adapter/` and the learned latents to `latents.safetensors` there.
 */
export async function adapt(options: AdaptOptions): Promise<AdaptationResult> {
  const { domain, data, count, latents, perceptual, discriminator, details, describe, ...place } = options;
  const config = adaptationConfigSchema.parse(options.config);
  const { name, method, classes, options: choices, generator } = domain.identity;
  const learner = new AdaptationLearner({ domain, config, count, latents, perceptual, discriminator });
  try {
    const position = await runLearner({
      ...place,
      learner,
      data: learnerData(data),
      epochs: config.epochs,
      settings: {
        config,
        domain: { name, method: method.name, options: method.options, classes, ...choices },
        generator: await generatorHash(generator),
        ...options.settings,
      },
    });
    learner.fitLatents();
    const result: AdaptationResult = {
      position,
      stoppedEarly: position.epoch < config.epochs,
      best: learner.best,
      latents: learner.latents(),
    };
    await options.beforeWrite?.();
    await writeLatents(result.latents, count, options.directory);
    // Whole before it is measured: what was learned is kept even where measuring fails.
    const folder = join(options.directory, 'adapter');
    await writeAdapterFiles(folder, await encodeGeneratorDomain(domain, details));
    const found = await describe?.(result);
    if (found === undefined) return result;
    await options.beforeWrite?.();
    await updateAdapterFolder(folder, found);
    return result;
  } finally {
    learner.dispose();
  }
}

async function writeLatents(latents: Float32Array, count: number, directory: string): Promise<void> {
  const table: TensorData = fromFloat32(latents, [count, latents.length / count]);
  await writeFileAtomic(
    join(directory, 'latents.safetensors'),
    encodeSafetensors(new Map([['latents', table]])),
  );
}
