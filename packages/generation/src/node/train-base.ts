import { join } from 'node:path';
import type { BigGanConfig } from '@ftn/backbones';
import { encodeSafetensors } from '@ftn/checkpoints';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { BatchSource } from '@ftn/training';
import { type AdversarialConfigInput, adversarialConfigSchema } from '../adversarial/adversarial-config.js';
import { Adversaries } from '../adversarial/adversaries.js';
import {
  type AdversarialPosition,
  type AdversarialReport,
  trainAdversaries,
} from '../adversarial/train-adversaries.js';
import { generatorToTensors } from '../files/generator-tensors.js';
import { RunFolder, type RunFolderOptions } from './run-folder.js';

export interface TrainBaseOptions extends RunFolderOptions {
  readonly network: BigGanConfig;
  readonly config: AdversarialConfigInput;
  /** Images in [−1, 1] with their classes. */
  readonly data: BatchSource;
  /** Called after each step; the networks are those in training, not to be kept. */
  readonly onStep?: (report: AdversarialReport, both: Adversaries) => void;
}

/**
 * Trains a generator from nothing in a folder it can be resumed from, bit for bit on the same engine and thread count, and
 * writes `G_ema.safetensors` (what images are made with), `G.safetensors` and `D.safetensors` there.
 */
export async function trainBase(options: TrainBaseOptions): Promise<AdversarialPosition> {
  const { network, data, directory, onStep } = options;
  const config = adversarialConfigSchema.parse(options.config);
  const { folder, found } = await RunFolder.open<AdversarialPosition>({
    ...options,
    settings: { network, config, ...options.settings },
  });
  const both = Adversaries.random(network, config.seed, config.init);
  try {
    const position = await trainAdversaries({
      both,
      data,
      config,
      ...(found ? { resume: found } : {}),
      observer: {
        async onStep(report) {
          onStep?.(report, both);
          const { step, epoch, discriminatorLoss, generatorLoss, images, seconds } = report;
          const imagesPerSecond = images / seconds;
          await folder.log({ kind: 'step', step, epoch, discriminatorLoss, generatorLoss, imagesPerSecond });
        },
        onPosition: (at, capture) => folder.at(at, capture, at.step === config.steps),
      },
    });
    const files = {
      'G_ema.safetensors': both.average.weights,
      'G.safetensors': both.generator.weights(),
      'D.safetensors': both.discriminator.weights(),
    };
    for (const [name, weights] of Object.entries(files)) {
      const bytes = encodeSafetensors(generatorToTensors(weights));
      await writeFileAtomic(join(directory, name), bytes);
    }
    return position;
  } finally {
    for (const tensor of found?.snapshot.tensors.values() ?? []) tensor.dispose();
    both.dispose();
    await folder.close();
  }
}
