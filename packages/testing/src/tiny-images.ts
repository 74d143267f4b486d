import { join } from 'node:path';
import { type ImageDataset, writeImageFolder } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';

export const tinyClasses = ['blue', 'green', 'red'];

/** Noisy images of 32 pixels whose class is the channel that is bright. */
function tinyImages(split: string, perClass: number): ImageDataset {
  const label = (index: number) => Math.floor(index / perClass);
  return {
    name: split,
    classes: tinyClasses,
    length: perClass * tinyClasses.length,
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

/** Writes a domain of three classes as `train/` and `test/` folders of PNG files. */
export async function writeTinyDomain(folder: string, perClass = 8): Promise<string> {
  await writeImageFolder(tinyImages('train', perClass), join(folder, 'train'));
  await writeImageFolder(tinyImages('test', 4), join(folder, 'test'));
  return folder;
}
