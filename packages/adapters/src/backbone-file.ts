import { type Architecture, Backbone, checkWeights, weightShapes } from '@ftn/backbones';
import {
  checkReadNumbers,
  findPrefix,
  hashTensors,
  type NamedTensors,
  type TensorData,
} from '@ftn/checkpoints';
import { fromFileTensor, toFileTensors } from './tensor-data.js';

/** Names a checkpoint holds besides the backbone: its head, and PyTorch's step counters. */
const beside = /^(fc|classifier|head|decoder)\.|(^|\.)num_batches_tracked$/;

/** The tensors of a file that are a backbone's, in its own names. */
export interface BackboneTensors {
  readonly tensors: NamedTensors;
  /** What every name lost, e.g. `module.`; '' where nothing. */
  readonly prefix: string;
  /** Names, as in the file, that were left aside: a head, counters, what stands outside the prefix. */
  readonly leftOut: readonly string[];
}

/** The shape a file's tensor has in memory: OIHW becomes HWIO. */
const inMemory = ({ shape }: TensorData) =>
  shape.length === 4 ? [2, 3, 1, 0].map((axis) => shape[axis]!) : shape;

/**
 * Finds a backbone's tensors among those of a checkpoint: below a prefix such as `module.` or `backbone.`, where the
 * file has one, without a head and step counters.
 *
 * @throws MismatchError that says what is missing, unexpected or of another shape, and whose weights they look like
 */
export function selectBackbone(
  architecture: Architecture,
  tensors: NamedTensors,
  file?: string,
): BackboneTensors {
  const order = [...weightShapes(architecture).keys()];
  const prefix = findPrefix(tensors.keys(), order, file);
  const own = new Map<string, TensorData>();
  const leftOut: string[] = [];
  for (const [name, tensor] of tensors) {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
    if (rest === undefined || beside.test(rest)) leftOut.push(name);
    else own.set(rest, tensor);
  }
  const shapes = new Map([...own].map(([name, data]) => [name, { shape: inMemory(data) }]));
  checkWeights(architecture, shapes, file);
  return { tensors: new Map(order.map((name) => [name, own.get(name)!])), prefix, leftOut };
}

/**
 * A backbone from a file's tensors in torchvision's names, as `selectBackbone` finds them.
 *
 * @throws MismatchError for tensors of another network; FormatError where a number is not finite
 */
export function backboneFromTensors(
  architecture: Architecture,
  tensors: NamedTensors,
  file?: string,
): Backbone {
  const own = selectBackbone(architecture, tensors, file).tensors;
  checkReadNumbers(own, file);
  return new Backbone(
    architecture,
    new Map([...own].map(([name, data]) => [name, fromFileTensor(data)])),
    file,
  );
}

/** A backbone's weights as files keep them, in torchvision's names and layout. */
export function backboneToTensors(backbone: Backbone): NamedTensors {
  return toFileTensors(backbone.weights);
}

const hashes = new WeakMap<Backbone, Promise<string>>();

/** The sha256 a domain's file names its backbone by; computed once, since shared weights never change. */
export function backboneHash(backbone: Backbone): Promise<string> {
  const known = hashes.get(backbone) ?? hashTensors(backboneToTensors(backbone));
  hashes.set(backbone, known);
  return known;
}
