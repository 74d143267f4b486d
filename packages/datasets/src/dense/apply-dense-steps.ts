import { MismatchError } from '@ftn/errors';
import type { RandomStream } from '@ftn/random';
import { resize } from '../transforms/resize.js';
import { heightAndWidth, type PerChannel, type Size } from '../transforms/transform-step.js';
import { type DenseSample, IGNORED } from './dense-sample.js';
import type { DenseStep } from './dense-step.js';
import { type Box, cropPlane, flipPlane, type Plane, padPlane } from './planes.js';
import { bilinear, bilinearKnown, nearest, type Resizing } from './resample.js';

/** A sample on its way through the steps: once zoomed, its image is no longer bytes (still 0 to 255). */
export type DenseMaps = Omit<DenseSample, 'image'> & { readonly image: Plane };

/** Applies every step but the normalisation to an image and all its maps; `random` decides what is random. */
export function applyDenseSteps(
  sample: DenseSample,
  steps: readonly DenseStep[],
  random: RandomStream,
): DenseMaps {
  let maps: DenseMaps = sample;
  for (const step of steps) maps = applyStep(maps, step, random);
  return maps;
}

function applyStep(maps: DenseMaps, step: DenseStep, random: RandomStream): DenseMaps {
  switch (step.kind) {
    case 'resize':
      return resized(maps, ...heightAndWidth(step.size));
    case 'random-scale':
      return zoomed(maps, random.pick(step.scales));
    case 'pad-to':
      return padded(maps, step.size, step.fill ?? [0, 0, 0]);
    case 'random-crop':
      return cropped(maps, step.size, (room) => random.integer(room + 1));
    case 'center-crop':
      return cropped(maps, step.size, (room) => room >> 1);
    case 'flip':
      return random.chance(step.p) ? flipped(maps) : maps;
    case 'normalize':
      return maps;
  }
}

function resized(maps: DenseMaps, toHeight: number, toWidth: number): DenseMaps {
  const { height, width, image } = maps;
  if (height === toHeight && width === toWidth) return maps;
  // Validated: nothing before a resize turns bytes into other numbers.
  const picture = resize({ data: image as Uint8Array, height, width }, toHeight, toWidth);
  return withMaps(maps, { height, width, toHeight, toWidth }, picture.data, 1);
}

function zoomed(maps: DenseMaps, scale: number): DenseMaps {
  if (scale === 1) return maps;
  const { height, width } = maps;
  const toHeight = Math.max(Math.floor(height * scale), 1);
  const toWidth = Math.max(Math.floor(width * scale), 1);
  const resizing = { height, width, toHeight, toWidth };
  return withMaps(maps, resizing, bilinear(maps.image, 3, resizing), scale);
}

/** The maps at another size beside an image that has it. */
function withMaps(maps: DenseMaps, resizing: Resizing, image: Plane, scale: number): DenseMaps {
  const { edge, labels, normals, depth } = maps;
  return {
    height: resizing.toHeight,
    width: resizing.toWidth,
    image,
    ...(edge && { edge: nearest(edge, resizing) }),
    ...(labels && { labels: nearest(labels, resizing) }),
    ...(normals && { normals: resampleNormals(normals, resizing) }),
    ...(depth && { depth: resampleDepth(depth, resizing, scale) }),
  };
}

function resampleNormals(normals: Float32Array, resizing: Resizing): Float32Array {
  const known = (p: number) => normals[3 * p] !== 0 || normals[3 * p + 1] !== 0 || normals[3 * p + 2] !== 0;
  const out = bilinearKnown(normals, 3, resizing, known);
  for (let k = 0; k < out.length; k += 3) {
    const [x, y, z] = [out[k]!, out[k + 1]!, out[k + 2]!];
    const length = Math.sqrt(x * x + y * y + z * z);
    // Opposite normals may cancel: then the direction is unknown.
    const factor = length > 1e-6 ? 1 / length : 0;
    out[k] = x * factor;
    out[k + 1] = y * factor;
    out[k + 2] = z * factor;
  }
  return out;
}

function resampleDepth(depth: Float32Array, resizing: Resizing, scale: number): Float32Array {
  const out = bilinearKnown(depth, 1, resizing, (p) => depth[p] !== 0);
  if (scale !== 1) for (let k = 0; k < out.length; k++) out[k]! /= scale;
  return out;
}

/** Fills up to `size`, the sample in the middle (the odd pixel below and right). */
function padded(maps: DenseMaps, size: Size, fill: PerChannel): DenseMaps {
  const [height, width] = heightAndWidth(size);
  const high = Math.max(height - maps.height, 0);
  const wide = Math.max(width - maps.width, 0);
  if (high + wide === 0) return maps;
  const box = { top: high >> 1, left: wide >> 1, height: maps.height + high, width: maps.width + wide };
  return eachMap(maps, box, (data, fillWith) => padPlane(data, maps.height, maps.width, box, fillWith), fill);
}

function cropped(maps: DenseMaps, size: Size, place: (room: number) => number): DenseMaps {
  const [height, width] = heightAndWidth(size);
  if (maps.height < height || maps.width < width) {
    throw new MismatchError('the image is smaller than the crop', {
      expected: `at least ${height} × ${width} pixels`,
      got: `${maps.height} × ${maps.width}`,
      hint: "Put a 'pad-to' of the same size before the crop.",
    });
  }
  const box = { top: place(maps.height - height), left: place(maps.width - width), height, width };
  return eachMap(maps, box, (data, { length }) => cropPlane(data, maps.width, length, box));
}

function flipped(maps: DenseMaps): DenseMaps {
  const out = eachMap(maps, maps, (data, { length }) => flipPlane(data, maps.width, length));
  const { normals } = out;
  // A subtraction keeps zero positive.
  if (normals) for (let k = 0; k < normals.length; k += 3) normals[k] = 0 - normals[k]!;
  return out;
}

/** Changes every map that is there; `work` gets its filling too, which has a number for each channel. */
function eachMap(
  maps: DenseMaps,
  { height, width }: Pick<Box, 'height' | 'width'>,
  work: <P extends Plane>(data: P, fill: readonly number[]) => P,
  fill: PerChannel = [0, 0, 0],
): DenseMaps {
  const { image, edge, labels, normals, depth } = maps;
  return {
    height,
    width,
    image: work(image, fill),
    ...(edge && { edge: work(edge, [IGNORED]) }),
    ...(labels && { labels: work(labels, [IGNORED]) }),
    ...(normals && { normals: work(normals, [0, 0, 0]) }),
    ...(depth && { depth: work(depth, [0]) }),
  };
}
