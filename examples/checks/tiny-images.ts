import { join } from 'node:path';
import { type ImageDataset, writeImageFolder } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';

/** Noisy images of 32 pixels whose class is the channel that is bright. */
function tinyImages(classes: readonly string[], split: string, perClass: number): ImageDataset {
  const label = (index: number) => Math.floor(index / perClass);
  return {
    name: split,
    classes,
    length: perClass * classes.length,
    label,
    image(index) {
      const random = new RandomStream(4, split, index);
      const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) =>
        Math.floor(random.uniform(0, i % 3 === 2 - label(index) ? 255 : 150)),
      );
      return { kind: 'pixels', data, width: 32, height: 32, channels: 3 };
    },
  };
}

/** Writes a domain of three classes, blue, green and red by their brightest channel, as `train/` and `test/`. */
export async function writeTinyDomain(folder: string, classes: readonly string[]): Promise<void> {
  await writeImageFolder(tinyImages(classes, 'train', 24), join(folder, 'train'));
  await writeImageFolder(tinyImages(classes, 'test', 4), join(folder, 'test'));
}
