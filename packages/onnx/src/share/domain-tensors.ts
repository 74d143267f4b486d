import type { FactorizedLayer, LowRankAdapter } from '@ftn/adapters';
import { type Backbone, createHead } from '@ftn/backbones';
import { type NamedTensors, type TensorData, toFloat32 } from '@ftn/checkpoints';
import type { BatchNormLayer } from '@ftn/layers';

/** Scale and shift of a batch norm on running statistics: y = scale · x + shift, computed in float64. */
interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

const tensor = (values: ArrayLike<number>, shape: readonly number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(values),
});

/** The four vectors of a batch norm: the domain's own, else the network's. */
function vectorsOf(name: string, modules: NamedTensors, backbone: Backbone): Float32Array[] {
  return ['weight', 'bias', 'running_mean', 'running_var'].map((part) => {
    const own = modules.get(`${name}.${part}`);
    return own ? toFloat32(own) : backbone.weights.get(`${name}.${part}`)!.dataSync<'float32'>();
  });
}

/** scale = γ / √(σ² + ε) and shift = β − μ · scale. */
function affineOf({ name, epsilon }: BatchNormLayer, modules: NamedTensors, backbone: Backbone): Affine {
  const [gamma, beta, mean, variance] = vectorsOf(name, modules, backbone) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const scale = Float64Array.from(
    gamma,
    (value, c) => value / Math.sqrt(variance[c]! + Math.fround(epsilon)),
  );
  return { scale, shift: Float64Array.from(beta, (value, c) => value - mean[c]! * scale[c]!) };
}

/** How a graph names what a domain feeds it. */
export const inputNames = {
  /** R×C_in×1×1: the factors of the inputs. */
  reduce: (layer: string) => `${layer}.reduce`,
  /** R×1×K_h×K_w: the spatial factors, one kernel for each rank. */
  spatial: (layer: string) => `${layer}.spatial`,
  /** C_out×R×1×1: the factors of the outputs, times the batch norm's scale. */
  expand: (layer: string) => `${layer}.expand`,
  /** C×1×1. */
  scale: (batchNorm: string) => `${batchNorm}.scale`,
  /** C, or C×1×1 where no factors come before it. */
  shift: (batchNorm: string) => `${batchNorm}.shift`,
};

/** A layer's factors, with zeros up to `rank` terms, as the kernels of three convolutions; two where the kernel is 1×1. */
function factorKernels(
  { name, kernel, inChannels, outChannels }: FactorizedLayer['layer'],
  rank: number,
  own: FactorizedLayer | undefined,
  scale: Float64Array,
): [string, TensorData][] {
  const [height, width] = kernel;
  const size = height * width;
  const at = (part: 'a' | 'b' | 's', row: number, r: number) =>
    own && r < own.rank ? own.factors[part][row * own.rank + r]! : 0;
  const byRank = (part: 'a' | 's', rows: number) =>
    Array.from({ length: rank * rows }, (_, n) => at(part, n % rows, Math.floor(n / rows)));
  // A kernel of one pixel has one spatial factor a rank, which is a number.
  const weight = (r: number) => (size === 1 ? at('s', 0, r) : 1);
  const expand = Array.from({ length: outChannels * rank }, (_, n) => {
    const [o, r] = [Math.floor(n / rank), n % rank];
    return at('b', o, r) * weight(r) * scale[o]!;
  });
  return [
    [inputNames.reduce(name), tensor(byRank('a', inChannels), [rank, inChannels, 1, 1])],
    ...(size === 1
      ? []
      : [
          [inputNames.spatial(name), tensor(byRank('s', size), [rank, 1, height, width])] as [
            string,
            TensorData,
          ],
        ]),
    [inputNames.expand(name), tensor(expand, [outChannels, rank, 1, 1])],
  ];
}

/** Which branches a graph has. */
export interface BranchLayout {
  /** Their ranks, by layer; a domain of lower rank has zeros there. */
  readonly ranks: ReadonlyMap<string, number>;
  /** The batch norm that follows each convolution. */
  readonly pairs: ReadonlyMap<string, string>;
}

/** The batch norms of the network and of the head. */
function normsOf({ architecture, manifest }: LowRankAdapter): BatchNormLayer[] {
  const { layers } = createHead(architecture, manifest.outputs.length, manifest.head);
  const own = layers.filter((layer): layer is BatchNormLayer => layer.kind === 'batch-norm');
  return [...architecture.batchNorms, ...own];
}

/** What a domain feeds a shared graph for its layers: kernels of the low-rank branches, scale and shift of every batch norm. */
export function domainTensors(
  adapter: LowRankAdapter,
  backbone: Backbone,
  { ranks, pairs }: BranchLayout,
): Map<string, TensorData> {
  const { convolutions, modules, architecture } = adapter;
  const tensors = new Map<string, TensorData>();
  const scales = new Map<string, Float64Array>();
  const joined = new Set([...pairs].flatMap(([layer, norm]) => (ranks.has(layer) ? [norm] : [])));
  for (const layer of normsOf(adapter)) {
    const { scale, shift } = affineOf(layer, modules, backbone);
    const { name, channels } = layer;
    scales.set(name, scale);
    tensors.set(inputNames.scale(name), tensor(scale, [channels, 1, 1]));
    tensors.set(inputNames.shift(name), tensor(shift, joined.has(name) ? [channels] : [channels, 1, 1]));
  }
  for (const layer of architecture.convolutions) {
    const rank = ranks.get(layer.name);
    if (rank === undefined) continue;
    const scale = scales.get(pairs.get(layer.name)!)!;
    for (const [name, data] of factorKernels(layer, rank, convolutions.get(layer.name), scale))
      tensors.set(name, data);
  }
  return tensors;
}
