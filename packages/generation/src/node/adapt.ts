import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSafetensors, fromFloat32, type TensorData } from '@ftn/checkpoints';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { BatchSource } from '@ftn/training';
import {
  type AdaptationEpoch,
  type AdaptationPosition,
  type AdaptationResult,
  type AdaptationStep,
  adaptDomain,
} from '../adaptation/adapt-domain.js';
import { type AdaptationConfigInput, adaptationConfigSchema } from '../adaptation/adaptation-config.js';
import type { PerceptualFeatures } from '../adaptation/reconstruction-loss.js';
import { encodeGeneratorDomain, type GeneratorManifestDetails } from '../domain/domain-file.js';
import type { GeneratorDomain } from '../domain/generator-domain.js';
import { generatorHash } from '../files/generator-tensors.js';
import { RunFolder, type RunFolderOptions } from './run-folder.js';

export interface AdaptOptions extends RunFolderOptions {
  /** A fresh domain; where a run is resumed it takes over what was learned. */
  readonly domain: GeneratorDomain;
  readonly config: AdaptationConfigInput;
  /** Images in [−1, 1] with their classes. */
  readonly data: BatchSource;
  readonly count: number;
  readonly latents?: Float32Array;
  readonly perceptual?: PerceptualFeatures;
  /** What adapter.json says besides, once it is known; default: no metrics. */
  readonly describe?: (result: AdaptationResult) => Partial<GeneratorManifestDetails>;
  readonly onStep?: (report: AdaptationStep) => void;
  readonly onEpoch?: (report: AdaptationEpoch) => void;
}

/**
 * Adapts a domain in a folder it can be resumed from, bit for bit on the same engine and thread count, and writes its
 * adapter to `adapter/` and the learned latents to `latents.safetensors` there.
 */
export async function adapt(options: AdaptOptions): Promise<AdaptationResult> {
  const { domain, data, count, latents, perceptual, directory, describe, onStep, onEpoch } = options;
  const config = adaptationConfigSchema.parse(options.config);
  const { name, method, classes, options: choices, generator } = domain.identity;
  const { folder, found } = await RunFolder.open<AdaptationPosition>({
    ...options,
    settings: {
      config,
      domain: { name, method: method.name, options: method.options, classes, ...choices },
      generator: await generatorHash(generator),
      ...options.settings,
    },
  });
  try {
    const result = await adaptDomain({
      domain,
      data,
      count,
      config,
      ...(latents ? { latents } : {}),
      ...(perceptual ? { perceptual } : {}),
      ...(found ? { resume: found } : {}),
      observer: {
        async onStep(report) {
          onStep?.(report);
          const { step, epoch, loss, rates, images, seconds } = report;
          await folder.log({ kind: 'step', step, epoch, loss, rates, imagesPerSecond: images / seconds });
        },
        ...(onEpoch ? { onEpoch } : {}),
        onPosition: (at, capture, last) => folder.at(at, capture, last),
      },
    });
    await writeAdapter(domain, directory, describe?.(result) ?? {});
    await writeLatents(result.latents, count, directory);
    return result;
  } finally {
    for (const tensor of found?.snapshot.tensors.values() ?? []) tensor.dispose();
    await folder.close();
  }
}

async function writeAdapter(
  domain: GeneratorDomain,
  directory: string,
  details: Partial<GeneratorManifestDetails>,
) {
  const folder = join(directory, 'adapter');
  await mkdir(folder, { recursive: true });
  const files = await encodeGeneratorDomain(domain, { metrics: {}, library: '@ftn/generation', ...details });
  for (const [name, content] of Object.entries(files)) await writeFileAtomic(join(folder, name), content);
}

async function writeLatents(latents: Float32Array, count: number, directory: string): Promise<void> {
  const tensors = new Map<string, TensorData>([
    ['latents', fromFloat32(latents, [count, latents.length / count])],
  ]);
  await writeFileAtomic(join(directory, 'latents.safetensors'), encodeSafetensors(tensors));
}
