import { join } from 'node:path';
import type { BigGanConfig } from '@ftn/backbones';
import { encodeSafetensors } from '@ftn/checkpoints';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { BatchSource } from '@ftn/datasets';
import { learnerData, type RunPlace, runLearner, type TrainingPosition } from '@ftn/training';
import { type AdversarialConfigInput, adversarialConfigSchema } from '../adversarial/adversarial-config.js';
import { AdversarialLearner } from '../adversarial/adversarial-learner.js';
import { Gan } from '../adversarial/gan.js';
import { standingStatistics } from '../adversarial/standing-statistics.js';
import { generatorToTensors } from '../files/generator-tensors.js';

/** A base generator's training in a run folder. */
export interface TrainBaseOptions extends Omit<RunPlace, 'validate' | 'onEpoch'> {
  readonly network: BigGanConfig;
  readonly config: AdversarialConfigInput;
  /** Images in [−1, 1] with their classes. */
  readonly data: BatchSource;
  /** Called after each epoch with the networks in training, e.g. to look at images of the moving average. */
  readonly onEpoch?: (epoch: number, both: Gan) => void;
}

/**
 * Trains a generator from nothing in a folder it can be resumed from, bit for bit on the same engine and thread count, and
 * writes `G_ema.safetensors` (what images are made with), `G.safetensors` and `D.safetensors` there.
 */
export async function trainBase(options: TrainBaseOptions): Promise<TrainingPosition> {
  const { network, data, directory, onEpoch, ...place } = options;
  const config = adversarialConfigSchema.parse(options.config);
  const both = Gan.random(network, config.seed, config.init);
  const learner = new AdversarialLearner(both, config);
  try {
    const position = await runLearner({
      ...place,
      directory,
      learner,
      data: learnerData(data),
      epochs: config.epochs,
      settings: { network, config, ...options.settings },
      ...(onEpoch ? { onEpoch: ({ epoch }) => onEpoch(epoch, both) } : {}),
    });
    const average = standingStatistics(both, config.standing, config.seed);
    const files = {
      'G_ema.safetensors': average,
      'G.safetensors': both.generator.weights(),
      'D.safetensors': both.discriminator.weights(),
    };
    for (const [name, weights] of Object.entries(files)) {
      await writeFileAtomic(join(directory, name), encodeSafetensors(generatorToTensors(weights)));
    }
    for (const tensor of average.values()) tensor.dispose();
    return position;
  } finally {
    learner.dispose();
    both.dispose();
  }
}
