import { Generator, layeredNetwork } from '@ftn/backbones';
import { conv2d } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import { add, mul, type Tensor, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { sampleLatents, standardLatents } from '../latents/latent-distribution.js';
import type { Gan } from './gan.js';

/** Batches over which standing statistics are computed. */
export interface StandingOptions {
  /** Batches the statistics are the mean of; 0 leaves the moving average of the statistics. */
  readonly batches: number;
  /** Images per batch. */
  readonly batchSize: number;
}

/**
 * The moving average of a generator's weights with standing statistics: means and variances of its batch norms over
 * batches it makes itself, as evaluation is meant to use them (Brock et al., appendix). Copies; the caller disposes them.
 */
export function standingStatistics(
  { average, architecture, config }: Pick<Gan, 'average' | 'architecture' | 'config'>,
  { batches, batchSize }: StandingOptions,
  seed: number,
): Map<string, Tensor> {
  const weights = new Map([...average.weights].map(([name, tensor]) => [name, tensor.clone()]));
  if (batches === 0) return weights;
  const generator = Generator.from(architecture.generator, average.weights);
  const sums = new Map<string, Tensor>();
  for (let batch = 0; batch < batches; batch++) {
    const random = new RandomStream(seed, 'standing classes', batch);
    const labels = Int32Array.from({ length: batchSize }, () => random.integer(config.classes));
    const name = new RandomStream(seed, 'standing latents', batch).uint32();
    const latents = sampleLatents(batchSize, standardLatents(config.latentSize), { seed: name });
    const next = tidy(() => {
      const found: Record<string, Tensor> = {};
      const share = 1 / batches;
      const network = layeredNetwork(architecture.generator, {
        convolve: (layer, x) => conv2d(x, generator.kernel(layer.name), layer),
        tensor: (tensor) => generator.weights.get(tensor)!,
        statistics: () => undefined,
        onBatchStatistics(norm, { mean, variance }) {
          found[`${norm}.stored_mean`] = mul(mean, share);
          found[`${norm}.stored_var`] = mul(variance, share);
        },
      });
      const rows = tensor2d(latents, [batchSize, config.latentSize]);
      const classVectors = network.embedding('shared', tensor1d(labels, 'int32'));
      architecture.generator.forward(network, rows, classVectors);
      return Object.fromEntries(
        Object.entries(found).map(([key, value]) => [
          key,
          sums.has(key) ? add(sums.get(key)!, value) : value,
        ]),
      );
    });
    for (const [key, value] of Object.entries(next)) {
      sums.get(key)?.dispose();
      sums.set(key, value);
    }
  }
  generator.dispose();
  for (const [key, value] of sums) {
    weights.get(key)!.dispose();
    weights.set(key, value);
  }
  return weights;
}
