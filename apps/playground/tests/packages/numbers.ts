import {
  backboneFromTensors,
  backboneToTensors,
  Domain,
  decodeDomain,
  describeInput,
  encodeDomain,
} from '@ftn/adapters';
import {
  Backbone,
  bigGanConfig,
  bigGanGenerator,
  createArchitecture,
  Generator,
  initialBigGanWeights,
} from '@ftn/backbones';
import { decodeSafetensors, encodeSafetensors, hashTensors } from '@ftn/checkpoints';
import { memoryBatches, smallEvaluation } from '@ftn/datasets/memory';
import { GeneratorDomain, generate, mixDomains } from '@ftn/generation';
import { Accuracy, MeanIoU } from '@ftn/metrics';
import { encodeModel, foldBatchNorm, traceGraph } from '@ftn/onnx';
import { conv2d, relu, valueAndGradients } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import { miniDomain } from '@ftn/synthetic';
import { createMethod, defaultMethod } from '@ftn/tensor-factors';
import { trainDomain, trainingConfigSchema } from '@ftn/training/loop';
import { reshape, sum, type Tensor, type Tensor4D, tensor4d, tidy, variable } from '@tensorflow/tfjs-core';

/** An image, or a kernel, of a formula. */
function wave(shape: readonly [number, number, number, number]): Tensor4D {
  const size = shape.reduce((a, b) => a * b);
  return tensor4d(
    Float32Array.from({ length: size }, (_, i) => Math.sin(0.37 * i)),
    [...shape],
  );
}

const valuesOf = (tensor: Tensor) => [...tensor.dataSync<'float32'>()];

const sumOf = (bytes: ArrayLike<number>) =>
  Array.from(bytes).reduce((total, byte) => (total * 31 + byte) % 65_521, 7);

const backboneOf = () => Backbone.random(createArchitecture('resnet10-small'), new RandomStream(3));

const ranked = (rank: number) => createMethod(defaultMethod, { rank });

function domainOf(backbone: Backbone): Domain {
  return Domain.create({ name: 'waves', backbone, method: ranked(2), classes: ['a', 'b', 'c'], seed: 5 });
}

/** Numbers that each package computes from nothing but formulas: the same in a page as in Node. */
export const computed: Readonly<Record<string, () => readonly number[] | Promise<readonly number[]>>> = {
  '@ftn/ops': () => {
    const kernel = variable(wave([3, 3, 3, 4]));
    const image = wave([1, 8, 8, 3]);
    const { loss, gradients } = valueAndGradients(
      () => ({
        loss: sum(relu(conv2d(image, kernel as unknown as Tensor4D, { padding: 1, stride: 2 }))),
        outputs: null,
      }),
      [kernel],
    );
    return [loss.dataSync()[0]!, ...valuesOf(gradients.get(kernel.name)!)];
  },

  '@ftn/tensor-factors': () => {
    const steps = { stride: 1, padding: 1, dilation: 1 };
    const layer = {
      kind: 'conv',
      name: 'conv',
      kernel: [3, 3],
      inChannels: 3,
      outChannels: 4,
      ...steps,
    } as const;
    const base = wave([3, 3, 3, 4]);
    const plan = ranked(2).convolution(layer)!;
    const made = plan.create(base, new RandomStream(1));
    made.trainable.get('b')!.assign(tidy(() => reshape(wave([1, 1, 4, 2]), [4, 2])));
    return [plan.count, made.norm(base), ...valuesOf(made.convolve(wave([1, 5, 5, 3]), base, layer))];
  },

  '@ftn/backbones': () => {
    const features = backboneOf().forward(wave([1, 64, 64, 3]));
    return valuesOf(features.layer4!).slice(0, 200);
  },

  '@ftn/adapters': async () => {
    const backbone = backboneOf();
    const domain = domainOf(backbone);
    const details = { input: describeInput(smallEvaluation(), 64), data: undefined, training: undefined };
    const files = await encodeDomain(domain, details);
    const again = backboneFromTensors(backbone.architecture, backboneToTensors(backbone));
    const { domain: read } = await decodeDomain(files, again);
    const logits = ({ forward }: { forward: () => Tensor }) => valuesOf(forward());
    const image = wave([2, 64, 64, 3]);
    return [
      ...logits({ forward: () => domain.forward(image, 'eval').output }),
      ...logits({ forward: () => read.forward(image, 'eval').output }),
    ];
  },

  '@ftn/metrics': () => {
    const accuracy = new Accuracy({ classes: 3 });
    accuracy.update(Float32Array.of(2, 1, 0, 0, 1, 2), Int32Array.of(0, 1));
    const segmentation = new MeanIoU('nyud-41');
    segmentation.update(Int32Array.of(5, 5, 7, 7), Int32Array.of(5, 5, 5, 7));
    return [accuracy.result().top1, segmentation.result().pixelAccuracy];
  },

  '@ftn/checkpoints': async () => {
    const data = Float32Array.from({ length: 54 }, (_, i) => Math.fround(Math.sin(i)));
    const bytes = encodeSafetensors(new Map([['w', { dtype: 'float32', shape: [2, 3, 3, 3], data }]]));
    const { tensors } = decodeSafetensors(bytes);
    const hash = await hashTensors(tensors);
    return [bytes.length, Number.parseInt(hash.slice(0, 12), 16)];
  },

  '@ftn/onnx': () => {
    const kernel = wave([3, 3, 3, 8]);
    const graph = traceGraph((x: Tensor4D) => relu(conv2d(x, kernel, { stride: 2, padding: 1 })), {
      name: 'small',
      weights: new Map([['conv1.weight', kernel]]),
      size: [32, 32],
      dynamicBatch: true,
    });
    const bytes = encodeModel(foldBatchNorm(graph), { opset: 17, producer: ['small', '1.0'], metadata: {} });
    return [graph.nodes.length, bytes.length];
  },

  '@ftn/datasets/memory': async () => {
    const dataset = miniDomain({ style: 'clipart', split: 'train', perClass: 1, size: 32 });
    const transforms = [
      { kind: 'resize', size: 20 },
      { kind: 'random-crop', size: 16 },
      ...smallEvaluation(),
    ] as const;
    const batches = memoryBatches({ dataset, batchSize: 8, transforms, seed: 2, shuffle: true }).batches(1);
    const found: number[] = [];
    for await (const { images, label } of batches) found.push(...images.slice(0, 50), ...label!.data);
    return found;
  },

  '@ftn/synthetic': () => {
    const image = miniDomain({ style: 'painting', split: 'test', perClass: 1 }).image(7);
    return image.kind === 'pixels' ? [sumOf(image.data)] : [];
  },

  '@ftn/training/loop': async () => {
    const domain = domainOf(backboneOf());
    const dataset = miniDomain({ style: 'clipart', split: 'train', perClass: 2 });
    const three = { ...dataset, classes: domain.classes, length: 6 };
    const data = memoryBatches({
      dataset: three,
      batchSize: 3,
      transforms: smallEvaluation(),
      shuffle: true,
    });
    const config = trainingConfigSchema.parse({
      epochs: 2,
      batchSize: 3,
      schedule: { kind: 'cosine', every: 'step' },
      optimizers: {
        factors: { kind: 'adam', rate: 0.01 },
        default: { kind: 'sgd', rate: 0.05, momentum: 0.9 },
      },
      seed: 0,
    });
    const losses: number[] = [];
    await trainDomain({ domain, data, config, observer: { onStep: ({ loss }) => void losses.push(loss) } });
    return losses;
  },

  '@ftn/generation': () => {
    const config = bigGanConfig({ resolution: 32, width: 4, classes: 3, latentSize: 12 });
    const architecture = bigGanGenerator('small', config);
    const generator = Generator.from(architecture, initialBigGanWeights(architecture, new RandomStream(1)));
    const season = (name: string) => GeneratorDomain.create({ name, generator, method: ranked(2), seed: 0 });
    const mixture = mixDomains('late', [
      [season('winter'), 0.3],
      [season('autumn'), 0.7],
    ]);
    return [...generate(mixture, { labels: [0, 1], seed: 7 }).pixels];
  },
};

/** How far apart numbers of a package may be in two places; else 1e-4 of its largest. */
export const tolerances: Readonly<Record<string, number>> = {
  // Each step carries the rounding of those before it on.
  '@ftn/training/loop': 5e-3,
  // Bytes are rounded: a number between two may go either way.
  '@ftn/generation': 1,
};
