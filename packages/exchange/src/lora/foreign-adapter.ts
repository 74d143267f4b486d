import type { NamedTensors, TensorData } from '@ftn/checkpoints';
import { toFloat32 } from '@ftn/checkpoints';
import { FormatError, MismatchError } from '@ftn/errors';
import type { ConvLayer } from '@ftn/layers';
import type { LoraLayer } from './lora-layer.js';

/** An adapter of another library: LoRA on convolutions, and what it keeps whole. */
export interface ForeignAdapter {
  readonly layers: readonly LoraLayer[];
  /** Tensors of batch norms and of a head, in the network's own names. */
  readonly modules: NamedTensors;
  /** The texts of its safetensors file. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Where it was read from; errors name it. */
  readonly file: string;
}

/** Ranks beyond this are none that an adapter has: as many as the widest convolution of a ResNet has channels, twice. */
const mostRanks = 4096;

/** Refuses a tensor of another shape than its layer asks for. */
export function requireShape(
  name: string,
  tensor: TensorData | undefined,
  shape: readonly (number | 'R')[],
  file: string,
): TensorData {
  const got = tensor?.shape;
  const fits = (size: number, i: number) => (shape[i] === 'R' ? size > 0 : size === shape[i]);
  if (tensor && got!.length === shape.length && got!.every(fits)) return tensor;
  throw new MismatchError(`'${name}' ${tensor ? 'has the wrong shape' : 'is missing'}`, {
    file,
    expected: `[${shape.join(', ')}]`,
    got: got ? `[${got.join(', ')}]` : 'nothing',
    hint: 'Check that it was trained over this backbone.',
  });
}

/** Refuses more ranks than any adapter has, before anything is made of them. */
export function requireRanks(name: string, rank: number, file: string): void {
  if (rank <= mostRanks) return;
  throw new FormatError(`'${name}' has too many ranks`, {
    file,
    expected: `at most ${mostRanks}`,
    got: String(rank),
  });
}

/** The tensors of a layer's LoRA with the names that errors use. */
interface LoraTensors {
  readonly down: readonly [name: string, tensor: TensorData | undefined];
  readonly up: readonly [name: string, tensor: TensorData | undefined];
  readonly file: string;
}

/**
 * A layer's LoRA from its two tensors, `up` times `scaleOf(R)`.
 *
 * @throws MismatchError for a tensor of another shape; FormatError for more ranks than any adapter has
 */
export function loraLayer(
  layer: ConvLayer,
  { down, up, file }: LoraTensors,
  scaleOf: (rank: number) => number,
): LoraLayer {
  const inner = requireShape(...down, ['R', layer.inChannels, ...layer.kernel], file);
  const rank = inner.shape[0]!;
  requireRanks(down[0], rank, file);
  const outer = requireShape(...up, [layer.outChannels, rank, 1, 1], file);
  const scale = scaleOf(rank);
  const scaled = toFloat32(outer).map((value) => value * scale);
  if (!scaled.every(Number.isFinite)) {
    throw new FormatError(`'${up[0]}' leaves the numbers of float32 where it is scaled`, {
      file,
      got: `a scale of ${scale}`,
    });
  }
  return { layer, rank, down: toFloat32(inner), up: scaled };
}

/** PyTorch's counters of steps, which nothing reads here. */
export const isCounter = (name: string) => name.endsWith('num_batches_tracked');
