import { RandomStream } from '@ftn/random';
import { type ImageSet, imageBatches } from '../data/image-set.js';

/** Images of smooth colours by class, 32×32. */
export function tinyImages(count: number, seed = 1): ImageSet {
  const size = 32;
  const pixels = new Uint8Array(count * size * size * 3);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  for (let n = 0; n < count; n++) {
    const random = new RandomStream(seed, 'image', n);
    const colour = [0, 1, 2].map((c) => (c === labels[n] ? 200 : 60) + random.integer(40));
    const slope = random.uniform(-1, 1);
    for (let i = 0; i < size * size; i++) {
      for (let c = 0; c < 3; c++) pixels[(n * size * size + i) * 3 + c] = colour[c]! - slope * (i % size);
    }
  }
  return { size, pixels, labels };
}

export const tinyBatches = (count: number, batchSize: number, dropLast = false) =>
  imageBatches(tinyImages(count), { batchSize, seed: 5, dropLast });
