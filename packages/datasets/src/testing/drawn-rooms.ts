import { RandomStream } from '@ftn/random';
import type { DenseDataset } from '../dense/dense-dataset.js';
import { type DenseSample, denseKeys } from '../dense/dense-sample.js';

/** A plane of a room: n · x = d in the camera's frame (x right, y up, z towards the camera). */
interface Plane {
  readonly normal: readonly [number, number, number];
  readonly distance: number;
}

/** The focal length of the rooms' camera, in widths of the image. */
export const roomFocal = 0.85;

/** A floor, a ceiling and three walls, turned about the vertical. */
function planesOf(random: RandomStream): Plane[] {
  const turn = random.uniform(-0.6, 0.6);
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  return [
    { normal: [0, 1, 0], distance: -random.uniform(1.2, 1.6) },
    { normal: [0, -1, 0], distance: -random.uniform(1, 1.4) },
    { normal: [s, 0, c], distance: -random.uniform(3, 5) },
    { normal: [c, 0, -s], distance: -random.uniform(1.5, 2.5) },
    { normal: [-c, 0, s], distance: -random.uniform(1.5, 2.5) },
  ];
}

/** The empty room of this number from inside, with every map exact: each pixel shows the nearest plane. */
function room(index: number, height: number, width: number): DenseSample {
  const random = new RandomStream('drawn-room', index);
  const planes = planesOf(random);
  const pixels = height * width;
  const image = new Uint8Array(3 * pixels);
  const [edge, labels] = [new Uint8Array(pixels), new Uint8Array(pixels)];
  const [normals, depth] = [new Float32Array(3 * pixels), new Float32Array(pixels)];
  for (let p = 0; p < pixels; p++) {
    // The ray (x, y, −1)·z through the middle of the pixel, z being the depth where it ends.
    const x = ((p % width) + 0.5 - width / 2) / (roomFocal * width);
    const y = (height / 2 - Math.floor(p / width) - 0.5) / (roomFocal * width);
    depth[p] = Number.POSITIVE_INFINITY;
    for (const [label, { normal, distance }] of planes.entries()) {
      const z = distance / (normal[0] * x + normal[1] * y - normal[2]);
      if (!(z > 0 && z < depth[p]!)) continue;
      depth[p] = z;
      labels[p] = label;
      normals.set(normal, 3 * p);
    }
    const [above, left] = [p - width, p % width === 0 ? p : p - 1];
    edge[p] = Number(labels[left] !== labels[p] || (above >= 0 && labels[above] !== labels[p]));
    for (let c = 0; c < 3; c++) image[3 * p + c] = 40 * labels[p]! + 20 * c + random.integer(40);
  }
  return { height, width, image, edge, labels, normals, depth };
}

/** Empty rooms with exact maps; the same room is the same view at any size. */
export function drawnRooms(length: number, height: number, width: number): DenseDataset {
  return {
    name: 'drawn-rooms',
    classes: ['floor', 'ceiling', 'back wall', 'left wall', 'right wall'],
    keys: denseKeys,
    origins: {},
    length,
    sample: (index) => ({ kind: 'memory', sample: room(index, height, width) }),
  };
}
