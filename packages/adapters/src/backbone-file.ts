import { type Architecture, Backbone, checkWeights, weightShapes } from '@ftn/backbones';
import { hashTensors, type NamedTensors, type TensorData } from '@ftn/checkpoints';
import { fromFileTensor, toFileTensors } from './tensor-data.js';

/** Names a checkpoint holds besides the backbone: its head, and PyTorch's step counters. */
const beside = /^(fc|classifier|head|decoder)\.|\.num_batches_tracked$/;

/** The shape a file's tensor has in memory: OIHW becomes HWIO. */
const inMemory = ({ shape }: TensorData) =>
  shape.length === 4 ? [2, 3, 1, 0].map((axis) => shape[axis]!) : shape;

/** A backbone from a file's tensors in torchvision's names; a head in the file is left aside. */
export function backboneFromTensors(
  architecture: Architecture,
  tensors: NamedTensors,
  file?: string,
): Backbone {
  const own = new Map([...tensors].filter(([name]) => !beside.test(name)));
  checkWeights(
    architecture,
    new Map([...own].map(([name, data]) => [name, { shape: inMemory(data) }])),
    file,
  );
  const order = [...weightShapes(architecture).keys()];
  return new Backbone(
    architecture,
    new Map(order.map((name) => [name, fromFileTensor(own.get(name)!)])),
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
