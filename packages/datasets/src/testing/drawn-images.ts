import { RandomStream } from '@ftn/random';
import type { ImageDataset } from '../image-dataset.js';

/** Two images each of 16 classes: a disc of the class's colour on a ground of noise; RGB, `size` pixels a side. */
export function drawnImages(size: number, perClass = 2): ImageDataset {
  const classes = Array.from({ length: 16 }, (_, k) => `colour ${k.toString(16)}`);
  const label = (index: number) => Math.floor(index / perClass);
  return {
    name: 'drawn',
    classes,
    length: perClass * classes.length,
    label,
    image(index) {
      const random = new RandomStream('drawn', index);
      const colour = [0, 1, 2].map((c) => 60 + ((label(index) * (37 + 16 * c)) % 160));
      const [x0, y0] = [random.uniform(0.3, 0.7) * size, random.uniform(0.3, 0.7) * size];
      const data = new Uint8Array(3 * size * size);
      for (let k = 0; k < data.length; k++) {
        const p = Math.floor(k / 3);
        const inside = Math.hypot((p % size) - x0, Math.floor(p / size) - y0) < 0.3 * size;
        data[k] = inside ? colour[k % 3]! : random.integer(256);
      }
      return { kind: 'pixels', data, width: size, height: size, channels: 3 };
    },
  };
}
