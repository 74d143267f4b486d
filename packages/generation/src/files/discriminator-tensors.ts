import { fromFileTensor } from '@ftn/adapters';
import {
  type BigGanConfig,
  bigGanDiscriminator,
  checkShapes,
  parameterShapes,
  spectralShapes,
  type Weights,
} from '@ftn/backbones';
import type { NamedTensors, TensorData } from '@ftn/checkpoints';
import { MismatchError } from '@ftn/errors';

const inMemory = ({ shape }: TensorData) =>
  shape.length === 4 ? [2, 3, 1, 0].map((axis) => shape[axis]!) : shape;

/** What to do about tensors that do not fit. */
const whole = "Give the generator's own discriminator, whole, as it was saved or converted: D.pth.";

/**
 * The weights of a generator's discriminator from a file's tensors in the names of the authors' checkpoints (`D.pth`,
 * kernels OIHW), spectral vectors with them. The caller disposes them.
 *
 * @throws MismatchError where the tensors are of something else, or of another generator's discriminator
 */
export function discriminatorFromTensors(
  tensors: NamedTensors,
  config: BigGanConfig,
  file?: string,
): Weights {
  if (!tensors.has('embed.weight')) {
    throw new MismatchError('this is not a BigGAN discriminator: it holds no table of class vectors', {
      ...(file === undefined ? {} : { file }),
      expected: "'embed.weight'",
      hint: 'Give the discriminator: D.pth.',
    });
  }
  const layers = bigGanDiscriminator(config);
  const wanted = new Map([...parameterShapes(layers), ...spectralShapes(layers)]);
  const found = new Map([...tensors].map(([name, data]) => [name, { shape: inMemory(data) }]));
  checkShapes(
    `the discriminator of ${config.resolution} pixels, width ${config.width}`,
    wanted,
    found,
    file,
    () => whole,
  );
  return new Map([...tensors].map(([name, data]) => [name, fromFileTensor(data)]));
}
