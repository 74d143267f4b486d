import { Domain, DomainGroup } from '@ftn/adapters';
import { type Architecture, Backbone, createArchitecture } from '@ftn/backbones';
import type { Batch } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';
import { createTask, type Task } from '@ftn/tasks';
import { createMethod, type ParameterGroup } from '@ftn/tensor-factors';
import {
  GroupLearner,
  type Objective,
  type OptimizerConfigs,
  OptimizerSet,
  type StepOutcome,
  trainStep,
} from '@ftn/training';
import { add, type Tensor, type Tensor4D, tensor, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { System } from './systems.js';

/** A backbone of the suite with the pictures it is tried on: small, since the laws do not depend on the size. */
export interface Network {
  readonly backbone: string;
  readonly size: number;
  readonly batch: number;
  /** The task its domains learn; default classification. One of maps runs at half the output stride, with a decoder. */
  readonly task?: string;
}

const classes = ['ant', 'bee', 'cicada'];

/** Sizes of the decoders of tasks of maps. */
export const decoder = { width: 8, lowLevelWidth: 4, rates: [1, 2] };

/** Noise with a trace of the label in it, so that there is something to learn; the same for the same seed. */
export function batchOf({ size, batch }: Network, seed: number): Batch {
  const labels = Int32Array.from({ length: batch }, (_, i) => i % classes.length);
  const images = new RandomStream('pictures', seed).normals(batch * size * size * 3);
  const pixels = size * size * 3;
  for (let i = 0; i < images.length; i++) images[i]! += labels[Math.floor(i / pixels)]! - 1;
  const shape: [number, number, number, 3] = [batch, size, size, 3];
  const label = { data: labels, shape: [batch] as const };
  return {
    images: images as Float32Array<ArrayBuffer>,
    shape,
    indices: labels,
    label,
    ...mapsOf(labels, shape),
  };
}

/** Maps that a picture's label says: its class everywhere, an axis, a depth, and edges on its left; some unknown. */
function mapsOf(classOf: Int32Array, [batch, height, width]: [number, number, number, 3]) {
  const pixels = batch * height * width;
  const map = (channels: number) => ({
    data: new Float32Array(pixels * channels),
    shape: [batch, height, width, channels],
  });
  const [edge, normals, depth] = [map(1), map(3), map(1)];
  const labels = { data: new Int32Array(pixels), shape: [batch, height, width] };
  for (let i = 0; i < pixels; i++) {
    const label = classOf[Math.floor(i / (height * width))]!;
    const unknown = i % 7 === 0;
    labels.data[i] = unknown ? 255 : label;
    edge.data[i] = unknown ? 255 : i % width < label + 2 ? 1 : 0;
    normals.data[3 * i + label] = unknown ? 0 : 1;
    depth.data[i] = unknown ? 0 : 1 + label;
  }
  return { edge, normals, depth, labels };
}

/** What a network's domains are trained for. */
export const taskOf = ({ task = 'classification' }: Pick<Network, 'task'>): Task =>
  createTask(task, { classes, decoder });

/** The network's layers, at the output stride its task asks for. */
function architectureOf({ backbone, task }: Network): Architecture {
  const natural = createArchitecture(backbone);
  if (task === undefined) return natural;
  return createArchitecture(backbone, { outputStride: natural.features.at(-1)!.reduction / 2 });
}

/** The pictures of a batch as a tensor. */
export const pictures = ({ images, shape }: Batch): Tensor4D => tensor4d(images, [...shape]);

/** Height and width of a batch's pictures. */
export const sizeOf = ({ shape }: Batch): [number, number] => [shape[1], shape[2]];

/** A backbone whose batch norms, too, are away from their initial values. */
export function sharedBackbone(network: Network): Backbone {
  const random = new RandomStream('conformance', network.backbone);
  const shared = Backbone.random(architectureOf(network), random);
  const weights = new Map<string, Tensor>();
  for (const [name, weight] of shared.weights) {
    const spread = /running_var|(bn\d|downsample\.1)\.weight/.test(name) ? [0.5, 1.5] : [-0.2, 0.2];
    const values = Float32Array.from({ length: weight.rank === 1 ? weight.size : 0 }, () =>
      random.uniform(spread[0], spread[1]),
    );
    weights.set(name, weight.rank === 1 ? tensor(values) : weight.clone());
  }
  shared.dispose();
  return new Backbone(architectureOf(network), weights);
}

/** A fresh domain of a system. */
export function freshDomain(
  backbone: Backbone,
  { method: name, options }: System,
  network: Network,
  seed = 1,
): Domain {
  const { outputs, head } = taskOf(network);
  const method = createMethod(name, options);
  return Domain.create({ name: `domain ${seed}`, backbone, method, classes: outputs, seed, head: head! });
}

/** Two domains of a system over a shared network that is trained with them. */
export function groupOf(backbone: Backbone, { method, options }: System): DomainGroup {
  const domains = ['one', 'other'].map((name) => ({ name, classes }));
  return DomainGroup.create({ backbone, method: createMethod(method, options), domains, seed: 1 });
}

/** Trains everything of a group for some steps, on a batch for each domain. */
export function trainGroup(group: DomainGroup, batches: readonly Batch[], steps: number): void {
  const learner = new GroupLearner(group, taskOf({}), {
    all: { trains: () => true, optimizers: rates, schedule: { kind: 'constant' } },
  });
  for (let step = 0; step < steps; step++) {
    const at = { step, totalSteps: steps, epoch: 0, epochs: 1 };
    requireFinite(learner.step({ part: 'all', batches }, at));
  }
  learner.dispose();
}

const rates: OptimizerConfigs = {
  factors: { kind: 'adam', rate: 0.01, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  default: { kind: 'adam', rate: 0.002, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
};

function requireFinite({ loss, nonFinite }: StepOutcome): number {
  if (!Number.isFinite(loss) || nonFinite.length > 0) throw new Error(`step diverged: loss ${loss}`);
  return loss;
}

/** Trains for some steps, each on the same batch, and gives the losses. */
export function train(domain: Domain, batch: Batch, task: Objective, steps: number): number[] {
  // A decoder is a network of its own, which begins at nothing.
  const head = { ...rates.default, rate: task.name === 'classification' ? 0.002 : 0.02 };
  const optimizers = new OptimizerSet(domain.parameters(), { ...rates, head });
  try {
    return Array.from({ length: steps }, () => requireFinite(trainStep(domain, batch, optimizers, 1, task)));
  } finally {
    optimizers.dispose();
  }
}

/** Moves parameters off their initial values, all or those of a group: many laws hold trivially where a factor is zero. */
export function disturb(domain: Pick<Domain, 'parameters'>, only?: ParameterGroup): void {
  for (const { name, group, variable } of domain.parameters()) {
    if (only !== undefined && group !== only) continue;
    // A few thousand numbers over and over: drawing millions takes longer than the laws themselves.
    const drawn = new RandomStream('disturb', name).normals(Math.min(variable.size, 8191), 0.05);
    const noise = new Float32Array(variable.size).map((_, i) => drawn[i % drawn.length]!);
    tidy(() => variable.assign(add(variable, tensor(noise, variable.shape))));
  }
}
