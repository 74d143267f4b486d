import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Generator, Weights } from '@ftn/backbones';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { EngineInfo } from '@ftn/engine';
import {
  evaluateReconstruction,
  type GeneratorCounts,
  GeneratorDomain,
  imageBatches,
  type ReconstructionQuality,
} from '@ftn/generation';
import { type AdaptationRecipe, adapt, type PerceptualFeatures } from '@ftn/generation/node';
import { createMethod, type MethodOptions } from '@ftn/tensor-factors';
import { epochsOfRun } from '@ftn/training';
import type { Terminal } from '../../terminal/terminal.js';
import { library } from '../app-files.js';
import type { StopSignal } from '../stop-signal.js';
import { Throughput } from '../throughput.js';
import { guardAdaptation } from './adaptation-memory.js';
import type { ImageDomain } from './image-domains.js';

export interface AdaptImagesOptions {
  readonly generator: Generator;
  /** What the adversarial term begins with, where the recipe has one. */
  readonly discriminator?: Weights | undefined;
  /** What the perceptual term compares, where the recipe has one. */
  readonly perceptual?: PerceptualFeatures | undefined;
  readonly recipe: AdaptationRecipe;
  readonly method: string;
  /** The method's options, the rank among them. */
  readonly options: MethodOptions;
  readonly data: ImageDomain;
  readonly engine: EngineInfo;
  /** The run's own folder; the adapter goes to `adapter/` in it. */
  readonly directory: string;
  readonly resume: boolean;
  readonly saveEvery?: number | undefined;
  readonly memoryLimit?: number | undefined;
  /** Whether to say what memory a step takes; default true. Of several alike, the first will do. */
  readonly tellMemory?: boolean;
  /** The resolved configuration, kept in the folder. */
  readonly config: string;
  readonly stop: StopSignal;
  readonly terminal: Terminal;
}

/** A generator adapted to one domain's images, and how well it gives them back. */
export interface AdaptedDomain {
  readonly name: string;
  readonly method: string;
  readonly rank: number | null;
  readonly quality: ReconstructionQuality;
  readonly counts: GeneratorCounts;
  /** Steps taken, and whether patience ended them. */
  readonly steps: number;
  readonly stoppedEarly: boolean;
  /** Mean loss of every epoch. */
  readonly losses: readonly number[];
  /** The learned latent of every image, row by row. */
  readonly latents: Float32Array;
  /** The adapter's folder. */
  readonly folder: string;
  readonly seconds: number;
}

/** What must be the same when a run is resumed, besides what `adapt` itself remembers. */
function settingsOf({ name, classes, images }: ImageDomain): Record<string, unknown> {
  const hash = createHash('sha256').update(images.pixels).update(Int32Array.from(images.labels));
  return { data: { name, classes, images: images.labels.length, sha256: hash.digest('hex') } };
}

/** Adapts a generator to a domain's images in a folder it can be resumed from. */
export async function adaptImages(options: AdaptImagesOptions): Promise<AdaptedDomain> {
  const { generator, recipe, data, directory, engine, stop, terminal } = options;
  const began = performance.now();
  const { batchSize, seed, epochs } = recipe.training;
  const method = createMethod(options.method, options.options);
  const { linears, spectralNorm } = recipe;
  const domain = GeneratorDomain.create({
    name: data.name,
    generator,
    method,
    classes: data.classes,
    options: { linears, spectralNorm },
    seed,
  });
  const rank = typeof method.options.rank === 'number' ? method.options.rank : null;
  const label = rank === null ? data.name : `${data.name} R=${rank}`;
  const throughput = new Throughput();
  let quality: ReconstructionQuality | undefined;
  try {
    const memory = await guardAdaptation(domain, recipe.training, { engine, limit: options.memoryLimit });
    if (options.tellMemory ?? true) terminal.note(memory);
    const result = await adapt({
      directory,
      domain,
      config: recipe.training,
      data: imageBatches(data.images, { batchSize, seed }),
      count: data.images.labels.length,
      settings: settingsOf(data),
      details: { library: library() },
      discriminator: options.discriminator,
      perceptual: options.perceptual,
      fingerprint: { ...engine.fingerprint },
      resume: options.resume,
      stop,
      ...(options.saveEvery === undefined ? {} : { saveEvery: options.saveEvery }),
      onStart: () => writeFileAtomic(join(directory, 'config.yaml'), Buffer.from(options.config)),
      onStep({ step, totalSteps, epoch, loss, images }) {
        const speed = throughput.add(images).toPrecision(3);
        const detail = `epoch ${epoch + 1}/${epochs} · loss ${loss.toFixed(4)} · ${speed} images/s`;
        terminal.progress(label, { done: step, total: totalSteps, detail });
      },
      onNote: (note) => terminal.note(note),
      describe({ latents }) {
        quality = evaluateReconstruction(domain, data.images, latents);
        return { metrics: { PSNR: quality.psnr, SSIM: quality.ssim } };
      },
    });
    terminal.endProgress();
    return {
      name: data.name,
      method: options.method,
      rank,
      quality: quality!,
      counts: domain.counts(),
      steps: result.position.step,
      stoppedEarly: result.stoppedEarly,
      losses: (await epochsOfRun(directory)).map(({ loss }) => loss),
      latents: result.latents,
      folder: join(directory, 'adapter'),
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    domain.dispose();
  }
}
