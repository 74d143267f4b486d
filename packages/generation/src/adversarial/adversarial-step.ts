import { valueAndGradients } from '@ftn/ops';
import type { OptimizerSet } from '@ftn/training';
import {
  add,
  mul,
  type Scalar,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import { discriminate, hingeGradients, type Labelled } from './discriminator.js';
import type { Gan } from './gan.js';
import { generatorHinge } from './hinge-loss.js';
import type { LatentBatch } from './latent-batch.js';
import { orthogonalGradient } from './orthogonal-gradient.js';
import type { Buffers, TrainableNetwork } from './trainable-network.js';

/** The network a step updates: generator or discriminator. */
export type Side = 'generator' | 'discriminator';

/** What one side's step gave. */
export interface SideOutcome {
  readonly loss: number;
  /** Parameters the update would have made not finite; where there are any, or the loss is not finite, nothing moved. */
  readonly nonFinite: readonly string[];
}

/** One pass of the generator in training; its buffers go into `buffers`. */
function makeImages(
  { generator, architecture }: Gan,
  { latents, labels }: LatentBatch,
): { images: Tensor4D; buffers: Buffers } {
  const { network, buffers } = generator.pass();
  const rows = tensor2d(latents, [labels.length, latents.length / labels.length]);
  const classVectors = network.embedding('shared', tensor1d(labels, 'int32'));
  return { images: architecture.generator.forward(network, rows, classVectors), buffers };
}

/** A loss with the gradients of one network's parameters and the buffers of every network that ran. */
interface SideGradients {
  readonly loss: Scalar;
  readonly gradients: ReadonlyMap<string, Tensor>;
  readonly buffers: Readonly<Record<Side, Buffers>>;
}

/** Hinge loss of the discriminator on a batch of real images beside as many made ones. */
export function discriminatorGradients(both: Gan, real: Labelled, draw: LatentBatch): SideGradients {
  const made = tidy(() => makeImages(both, draw));
  const { labels } = draw;
  const { buffers, ...adversarial } = hingeGradients(both.scored, { images: made.images, labels }, real);
  made.images.dispose();
  return { ...adversarial, buffers: { generator: made.buffers, discriminator: buffers } };
}

/** Hinge loss of the generator on a batch of made images. */
export function generatorGradients(both: Gan, draw: LatentBatch): SideGradients {
  const { loss, gradients, outputs } = valueAndGradients(() => {
    const { images, buffers: generator } = makeImages(both, draw);
    const { logits, buffers: discriminator } = discriminate(
      both.scored,
      images,
      tensor1d(draw.labels, 'int32'),
    );
    return { loss: generatorHinge(logits), outputs: { generator, discriminator } };
  }, [...both.generator.variables.values()]);
  return { loss, gradients, buffers: outputs };
}

/** Adds the gradient of soft orthogonal regularisation to every weight but the table of class vectors. */
function regularise(
  network: TrainableNetwork,
  gradients: ReadonlyMap<string, Tensor>,
  strength: number,
): Map<string, Tensor> {
  const result = new Map(gradients);
  if (strength === 0) return result;
  for (const [name, value] of network.variables) {
    const gradient = gradients.get(value.name);
    if (!gradient || !name.endsWith('.weight') || name === 'shared.weight') continue;
    result.set(
      value.name,
      tidy(() => add(gradient, mul(orthogonalGradient(value as Variable & Tensor), strength))),
    );
  }
  return result;
}

/** Moves one side by its gradients; a step that diverges leaves no trace. */
export function moveSide(
  both: Gan,
  side: Side,
  { loss, gradients, buffers }: SideGradients,
  optimizers: OptimizerSet,
  strength: number,
): SideOutcome {
  const value = loss.dataSync()[0]!;
  const regularised = Number.isFinite(value)
    ? regularise(both[side], gradients, strength)
    : new Map<string, Tensor>();
  const nonFinite = Number.isFinite(value) ? optimizers.apply(regularised, 1) : [];
  for (const network of ['generator', 'discriminator'] as const) {
    if (Number.isFinite(value) && nonFinite.length === 0) both[network].commit(buffers[network]);
    else for (const tensor of Object.values(buffers[network])) tensor.dispose();
  }
  for (const tensor of new Set([loss, ...gradients.values(), ...regularised.values()])) tensor.dispose();
  return { loss: value, nonFinite };
}
