import { type Architecture, createArchitecture, createHead, headTensors } from '@ftn/backbones';
import { type NamedTensors, type TensorData, toFloat32 } from '@ftn/checkpoints';
import { MismatchError, UsageError } from '@ftn/errors';
import type { ConvLayer } from '@ftn/layers';
import type { CpFactors } from '@ftn/tensor-factors';
import { type Adapter, fileOf } from './adapter-files.js';
import { faultOfFile } from './fit.js';
import type { BackboneManifest } from './manifest.js';

/** A convolution whose ΔW is of low rank: ΔW[o, i, k] = Σ_r b[o, r] · a[i, r] · s[k, r]. */
export interface FactorizedLayer {
  readonly layer: ConvLayer;
  /** R. */
  readonly rank: number;
  /** Row-major: a C_in×R, b C_out×R, s K²×R. */
  readonly factors: CpFactors<Float32Array>;
}

/** An adapter that changes convolutions by factors alone, taken apart: what other formats for adapters can hold. */
export interface LowRankAdapter {
  readonly manifest: BackboneManifest;
  readonly architecture: Architecture;
  /** The convolutions with factors, in the network's order. */
  readonly convolutions: ReadonlyMap<string, FactorizedLayer>;
  /** The tensors of its own batch norms and of its head, as files keep them. */
  readonly modules: NamedTensors;
}

const parts = ['weight', 'bias', 'running_mean', 'running_var'];

/** The shapes, as in files, of everything an adapter may hold beside factors. */
function moduleShapes({ head, outputs }: BackboneManifest, architecture: Architecture) {
  const shapes = new Map<string, readonly number[]>();
  for (const { name, channels } of architecture.batchNorms) {
    for (const part of parts) shapes.set(`${name}.${part}`, [channels]);
  }
  for (const { name, shape } of headTensors(createHead(architecture, outputs.length, head))) {
    // Kernels are OIHW in files, HWIO in memory.
    shapes.set(name, shape.length === 4 ? [3, 2, 0, 1].map((axis) => shape[axis]!) : shape);
  }
  return shapes;
}

/** The factor of a layer with `size` rows; as many columns as `rank`, where that is known. */
function takeFactor(
  adapter: Adapter,
  name: string,
  [size, rank]: readonly [number, number | undefined],
): TensorData {
  const tensor = adapter.tensors.get(name);
  const shape = tensor?.shape ?? [];
  const fits = shape.length === 2 && shape[0] === size && shape[1]! > 0;
  if (tensor && fits && (rank === undefined || shape[1] === rank)) return tensor;
  throw new MismatchError(`'${name}' has the wrong shape`, {
    file: fileOf(adapter, 'adapter.safetensors'),
    expected: `[${size}, ${rank ?? 'R'}]`,
    got: tensor ? `[${shape.join(', ')}]` : 'nothing',
  });
}

/** s[(p, q), r] = h[p, r] · v[q, r]. */
function spatialOf(h: Float32Array, v: Float32Array, rank: number): Float32Array {
  const width = v.length / rank;
  return Float32Array.from({ length: (h.length / rank) * width * rank }, (_, n) => {
    const [k, r] = [Math.floor(n / rank), n % rank];
    return h[Math.floor(k / width) * rank + r]! * v[(k % width) * rank + r]!;
  });
}

/** The factors of a layer in three modes, whichever it has. */
function factorizedLayer(adapter: Adapter, layer: ConvLayer): FactorizedLayer {
  const { name, kernel, inChannels, outChannels } = layer;
  const [height, width] = kernel;
  const output = takeFactor(adapter, `${name}.b`, [outChannels, undefined]);
  const rank = output.shape[1]!;
  const take = (part: string, size: number) =>
    toFloat32(takeFactor(adapter, `${name}.${part}`, [size, rank]));
  const a = take('a', inChannels);
  const s = adapter.tensors.has(`${name}.s`)
    ? take('s', height * width)
    : spatialOf(take('h', height), take('v', width), rank);
  return { layer, rank, factors: { a, b: toFloat32(output), s } };
}

/** The layer that a tensor belongs to, and which part of it the tensor is. */
function ownerOf(name: string): readonly [owner: string, part: string] {
  const dot = name.lastIndexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

/** Refuses a tensor that changes a layer in another way than by factors. */
function refuseTensor(adapter: Adapter, name: string): never {
  const [owner, part] = ownerOf(name);
  throw new UsageError(`'${owner}' is adapted by more than factors`, {
    file: fileOf(adapter, 'adapter.safetensors'),
    expected: 'factors a, b, s (or a, b, h, v) of convolutions, batch norms and a head',
    got: `'${part}'`,
    hint: 'Write it as one network: `merge` or `exportOnnx`.',
  });
}

function requireBackbone(adapter: Adapter): BackboneManifest {
  if ('head' in adapter.manifest) return adapter.manifest;
  throw new UsageError('this is the adapter of a generator of images', {
    file: fileOf(adapter, 'adapter.json'),
    expected: 'the adapter of a network that sees images',
  });
}

/**
 * An adapter taken apart into factors, batch norms and head, without the network's weights.
 *
 * @throws UsageError that names the layer, where one is changed by other tensors (a residual, a whole kernel, a policy)
 * @throws MismatchError where a tensor is missing or of another shape
 */
export function lowRankAdapter(adapter: Adapter): LowRankAdapter {
  const manifest = requireBackbone(adapter);
  const { network } = manifest;
  const { architecture, shapes } = faultOfFile(adapter, () => {
    const { outputStride } = network;
    const made = createArchitecture(network.name, outputStride === undefined ? {} : { outputStride });
    return { architecture: made, shapes: moduleShapes(manifest, made) };
  });
  const layers = new Map(architecture.convolutions.map((layer) => [layer.name, layer]));
  const factorized = new Set<string>();
  const modules = new Map<string, TensorData>();
  for (const [tensor, data] of adapter.tensors) {
    const [owner, part] = ownerOf(tensor);
    const spatial = adapter.tensors.has(`${owner}.s`) ? ['s'] : ['h', 'v'];
    if (layers.has(owner) && ['a', 'b', ...spatial].includes(part)) factorized.add(owner);
    else if (shapes.has(tensor)) modules.set(tensor, data);
    else refuseTensor(adapter, tensor);
  }
  const convolutions = [...layers.values()].filter(({ name }) => factorized.has(name));
  checkModules(adapter, shapes, modules, architecture);
  return {
    manifest,
    architecture,
    convolutions: new Map(convolutions.map((layer) => [layer.name, factorizedLayer(adapter, layer)])),
    modules,
  };
}

/** A batch norm is the domain's own with all of its parts or with none; the head is there whole. */
function checkModules(
  adapter: Adapter,
  shapes: ReadonlyMap<string, readonly number[]>,
  modules: NamedTensors,
  { batchNorms }: Architecture,
): void {
  const shared = batchNorms.filter(({ name }) => parts.every((part) => !modules.has(`${name}.${part}`)));
  const absent = new Set(shared.flatMap(({ name }) => parts.map((part) => `${name}.${part}`)));
  for (const [name, shape] of shapes) {
    const got = modules.get(name)?.shape;
    if (got ? got.join() === shape.join() : absent.has(name)) continue;
    throw new MismatchError(`'${name}' ${got ? 'has the wrong shape' : 'is missing'}`, {
      file: fileOf(adapter, 'adapter.safetensors'),
      expected: `[${shape.join(', ')}]`,
      got: got ? `[${got.join(', ')}]` : 'nothing',
    });
  }
}
