import type { Batch, BatchSource } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';

/** Height and width of the tiny rooms. */
const tiny = [16, 24] as const;

/** What the labels of the tiny rooms are called. */
export const roomLabels = ['wall', 'floor', 'box'];

/**
 * A wall over a floor with a box before them, whose colours tell what they are; a function of (split, number), drawn `scale`
 * times as large.
 */
function room(split: string, index: number, scale: number) {
  const [height, width] = [scale * tiny[0], scale * tiny[1]];
  const random = new RandomStream(9, split, index);
  const horizon = 6 + random.integer(5);
  const [left, top] = [2 + random.integer(10), 2 + random.integer(5)];
  const pixels = height * width;
  const maps = {
    image: random.normals(3 * pixels, 0.3),
    edge: new Float32Array(pixels),
    labels: new Int32Array(pixels),
    normals: new Float32Array(3 * pixels),
    depth: new Float32Array(pixels),
  };
  const labelAt = (y: number, x: number) =>
    x >= left * scale && x < (left + 8) * scale && y >= top * scale && y < (top + 8) * scale
      ? 2
      : y >= horizon * scale
        ? 1
        : 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [i, label] = [y * width + x, labelAt(y, x)];
      maps.image[3 * i + label]! += 1.5;
      maps.labels[i] = y === 0 ? 255 : label;
      maps.edge[i] = x > 0 && y > 0 && (labelAt(y, x - 1) !== label || labelAt(y - 1, x) !== label) ? 1 : 0;
      maps.normals.set(
        [
          [0, 0, 1],
          [0, 1, 0],
          [1, 0, 0],
        ][label]!,
        3 * i,
      );
      maps.depth[i] = [3, 2, 1][label]!;
    }
    // A column without truth: neither depth nor normal is known there.
    maps.depth[y * width] = 0;
    maps.normals.fill(0, 3 * y * width, 3 * y * width + 3);
  }
  return maps;
}

/** The rooms of these numbers as one batch with every map; odsF takes no image smaller than four times the tiny size. */
export function roomBatch(split: string, indices: ArrayLike<number>, scale = 1): Batch {
  const [height, width] = [scale * tiny[0], scale * tiny[1]];
  const rooms = Array.from(indices, (index) => room(split, index, scale));
  const n = rooms.length;
  const join = <T extends Float32Array | Int32Array>(all: T, key: keyof (typeof rooms)[0]) => {
    for (const [i, one] of rooms.entries()) all.set(one[key], i * one[key].length);
    return all;
  };
  const floats = (key: 'image' | 'edge' | 'normals' | 'depth', channels: number) => ({
    data: join(new Float32Array(n * height * width * channels), key),
    shape: [n, height, width, channels],
  });
  return {
    images: floats('image', 3).data,
    shape: [n, height, width, 3],
    edge: floats('edge', 1),
    labels: { data: join(new Int32Array(n * height * width), 'labels'), shape: [n, height, width] },
    normals: floats('normals', 3),
    depth: floats('depth', 1),
    indices: Int32Array.from(indices),
  };
}

/** Rooms in an order of each epoch's own. */
export function roomSource(rooms: number, size: number): BatchSource {
  const batchesPerEpoch = Math.ceil(rooms / size);
  return {
    batchesPerEpoch,
    async *batches(epoch, fromBatch = 0) {
      const order = new RandomStream(3, 'order', epoch).permutation(rooms);
      for (let batch = fromBatch; batch < batchesPerEpoch; batch++) {
        yield roomBatch('train', order.slice(batch * size, (batch + 1) * size));
      }
    },
  };
}
