import { Domain, mergedNetwork } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import type { Batch } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { randomBackbone } from '@ftn/library/internal';
import { RandomStream } from '@ftn/random';
import { createMethod, defaultMethod, rankZeroMethod } from '@ftn/tensor-factors';
import { OptimizerSet, trainStep } from '@ftn/training';
import { softmax, type Tensor2D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { ourSide } from './our-side.js';
import type { Side } from './python-side.js';

/** What a network is given in each step, and what it computes with. */
export interface NetworkSetting {
  readonly backbone: string;
  readonly batch: number;
  /** Height and width of the images. */
  readonly size: number;
  readonly classes: number;
  readonly threads: number;
}

/** Noise in the place of images: a step takes the same time whatever it sees. */
export function noise({ batch, size, classes }: Pick<NetworkSetting, 'batch' | 'size' | 'classes'>): Batch {
  const random = new RandomStream(0, 'bench');
  const values = new Float32Array(batch * size * size * 3).map(() => random.uniform(-1, 1));
  return {
    images: values,
    shape: [batch, size, size, 3],
    label: { data: Int32Array.from({ length: batch }, (_, i) => i % classes), shape: [batch] },
    indices: Int32Array.from({ length: batch }, (_, i) => i),
  };
}

/** What `bench` calls that many classes. */
export const classNames = (count: number): string[] => Array.from({ length: count }, (_, i) => `class ${i}`);

/** A domain of a rank over a network: of rank 0 with batch norms and head alone. */
export function domainOf(
  backbone: Backbone,
  { classes }: Pick<NetworkSetting, 'classes'>,
  rank: number,
): Domain {
  const method = rank === 0 ? createMethod(rankZeroMethod) : createMethod(defaultMethod, { rank });
  return Domain.create({ name: `rank ${rank}`, backbone, method, classes: classNames(classes), seed: 1 });
}

async function networkSide(
  setting: NetworkSetting,
  stepOf: (domain: Domain, rank: number, batch: Batch) => () => unknown,
): Promise<Side> {
  const { name, tensorflow, threads } = await startEngine({ threads: setting.threads });
  const backbone = randomBackbone({ name: setting.backbone }, 0);
  const batch = noise(setting);
  const on = tensorflow === undefined ? name : `${name} (TensorFlow ${tensorflow})`;
  return ourSide(`${on}, ${threads} threads`, (rank) =>
    stepOf(domainOf(backbone, setting, rank), rank, batch),
  );
}

/** A training step: Adam for the factors, SGD with momentum for the rest; of rank 0 batch norms and head alone. */
export const stepSide = (setting: NetworkSetting): Promise<Side> =>
  networkSide(setting, (domain, _rank, batch) => {
    const adam = { kind: 'adam', rate: 0.005, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
    const sgd = { kind: 'sgd', rate: 0.008, momentum: 0.9, decay: 0, nesterov: false } as const;
    const optimizers = new OptimizerSet(domain.parameters(), { factors: adam, default: sgd });
    return () => trainStep(domain, batch, optimizers, 1);
  });

/** The probabilities of a batch; of rank 0 by a network with the domain merged into it, else W + ΔW in every pass. */
export const predictSide = (setting: NetworkSetting): Promise<Side> =>
  networkSide(setting, (domain, rank, { images, shape }) => {
    const merged = rank === 0 ? mergedNetwork(domain) : null;
    return () =>
      tidy(() => {
        const x = tensor4d(images, [...shape]);
        const output = merged ? merged.forward(x) : domain.forward(x, 'eval').output;
        return softmax(output as Tensor2D).dataSync();
      });
  });
