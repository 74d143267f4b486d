import { kernelShape } from '@ftn/layers';
import type { RandomStream } from '@ftn/random';
import type { HeadArchitecture, HeadLayer } from './head-architecture.js';

/** A tensor a head keeps: a parameter, or a running statistic. */
export interface HeadTensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  /** The value a fresh head begins with, drawn or constant. */
  initial(random: RandomStream): Float32Array;
}

/** The deviation of a fresh convolution's kernel: DeepLabv3+'s for everything that was not pre-trained. */
const convolutionDeviation = 0.01;

const constant = (value: number, size: number) => () => new Float32Array(size).fill(value);

function specsOf(layer: HeadLayer): HeadTensorSpec[] {
  const { name } = layer;
  if (layer.kind === 'batch-norm') {
    const { channels } = layer;
    const vector = (part: string, value: number, trainable: boolean): HeadTensorSpec => ({
      name: `${name}.${part}`,
      shape: [channels],
      trainable,
      initial: constant(value, channels),
    });
    return [
      vector('weight', 1, true),
      vector('bias', 0, true),
      vector('running_mean', 0, false),
      vector('running_var', 1, false),
    ];
  }
  if (layer.kind === 'linear') {
    const { inFeatures, outFeatures, bias } = layer;
    // Weights and biases uniform in ±1/√in, PyTorch's rule for a linear layer.
    const bound = 1 / Math.sqrt(inFeatures);
    const uniform = (size: number) => (random: RandomStream) =>
      Float32Array.from({ length: size }, () => random.uniform(-bound, bound));
    const weight: HeadTensorSpec = {
      name: `${name}.weight`,
      shape: [outFeatures, inFeatures],
      trainable: true,
      initial: uniform(inFeatures * outFeatures),
    };
    const vector: HeadTensorSpec = {
      name: `${name}.bias`,
      shape: [outFeatures],
      trainable: true,
      initial: uniform(outFeatures),
    };
    return bias ? [weight, vector] : [weight];
  }
  const shape = kernelShape(layer);
  const size = shape.reduce((n, length) => n * length, 1);
  const kernel: HeadTensorSpec = {
    name: `${name}.weight`,
    shape,
    trainable: true,
    initial: (random) => random.normals(size, convolutionDeviation),
  };
  const { outChannels } = layer;
  const bias = {
    name: `${name}.bias`,
    shape: [outChannels],
    trainable: true,
    initial: constant(0, outChannels),
  };
  return layer.bias ? [kernel, bias] : [kernel];
}

/** Every tensor a head keeps, layer by layer, in torchvision's parts (`weight`, `bias`, `running_mean` …); kernels HWIO. */
export function headTensors(head: HeadArchitecture): HeadTensorSpec[] {
  return head.layers.flatMap(specsOf);
}
