import type { DenseDataset, DenseKey, DenseSource } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { makeRoom } from './layout/room.js';
import { renderRoom } from './render.js';
import { roomClasses } from './room-classes.js';

/** A set of made-up rooms: its split, length and image size. */
export interface MiniRoomsOptions {
  /** Splits share no room: each draws from streams of its own. */
  readonly split: 'train' | 'val' | 'test';
  /** Number of rooms. */
  readonly length: number;
  /** Default 0. */
  readonly seed?: number;
  /** Pixels; at least 64 × 80. */
  readonly height?: number;
  /** Default 160. */
  readonly width?: number;
}

/** A room has every map. */
const maps = ['edge', 'labels', 'normals', 'depth'] as const satisfies readonly DenseKey[];

/** The most bytes of rendered rooms a data set keeps; past it, rooms are rendered anew when asked for. */
const CACHE_BYTES = 256 * 1024 * 1024;

/** Image, edge and label bytes, and four floats, for each pixel. */
const BYTES_PER_PIXEL = 3 + 1 + 1 + 16;

/**
 * Made-up rooms with furniture, ray-traced, with exact depth, normals, labels (16 classes, every pixel has one) and
 * edges: NYUD's stand-in.
 *
 * Depth is z-depth in metres (along the optical axis, as NYUD's), normals are unit vectors in the camera's frame (x
 * right, y up, z towards the camera), edges are contours and creases one pixel wide. Room `number` is a function of
 * (seed, split, number) alone and of nothing the machine decides: the same to the byte anywhere; another size renders
 * the same room again.
 *
 * @throws UsageError for sizes below 64 × 80
 */
export function miniRooms(options: MiniRoomsOptions): DenseDataset {
  const { split, length, seed = 0, height = 128, width = 160 } = options;
  const whole = [height, width, length].every(Number.isInteger);
  if (!(whole && height >= 64 && width >= 80 && length >= 1)) {
    throw new UsageError('mini-rooms need whole numbers', {
      expected: 'length ≥ 1, height ≥ 64 and width ≥ 80',
      got: `length ${length}, height ${height}, width ${width}`,
    });
  }
  const rendered = new Map<number, DenseSource>();
  const capacity = Math.floor(CACHE_BYTES / (height * width * BYTES_PER_PIXEL));
  return {
    name: `mini-rooms/${split}`,
    classes: roomClasses,
    keys: maps,
    origins: Object.fromEntries(maps.map((key) => [key, 'exact, from the scene itself'])),
    length,
    sample(index) {
      const known = rendered.get(index);
      if (known) return known;
      const random = new RandomStream(seed, 'mini-rooms', split, index);
      const room = makeRoom(random);
      const source: DenseSource = {
        kind: 'memory',
        sample: renderRoom(room, height, width, random.integer(1 << 30)),
      };
      if (rendered.size < capacity) rendered.set(index, source);
      return source;
    },
  };
}
