import type { RandomStream } from '@ftn/random';
import { applyAdjustments, drawColorJitter } from '../augment/color-jitter.js';
import { applyRandAugment, drawRandAugment } from '../augment/rand-augment.js';
import type { Box } from '../image-dataset.js';
import type { Extent } from '../pixels/image-size.js';
import type { Pixels } from '../pixels/pixels.js';
import {
  centerBox,
  centerCrop,
  crop,
  flip,
  grayscale,
  pad,
  randomBox,
  randomPlace,
  shorterTo,
} from './geometry.js';
import { resize } from './resize.js';
import { heightAndWidth, type PerChannel, type TransformStep } from './transform-step.js';

type Resize = Extract<TransformStep, { kind: 'resize' | 'resize-shorter' }>;

/** Applies every step but the normalisation, in order; `random` decides what is random. */
export function applyTransforms(
  pixels: Pixels,
  steps: readonly TransformStep[],
  random: RandomStream,
): Pixels {
  let image = pixels;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (isResize(step)) {
      const size = resizedTo(step, image);
      // What the crop after it would throw away is never resized.
      const part = boxOf(steps[i + 1], size, random);
      image = resize(image, size.height, size.width, part);
      if (part) i++;
    } else image = applyStep(image, step, random);
  }
  return image;
}

const isResize = (step: TransformStep): step is Resize =>
  step.kind === 'resize' || step.kind === 'resize-shorter';

/** The size that a step resizes an image to. */
function resizedTo(step: Resize, image: Extent): Extent {
  if (step.kind === 'resize-shorter') return shorterTo(step.size, image);
  const [height, width] = heightAndWidth(step.size);
  return { height, width };
}

/** What a crop takes of an image of a size; undefined for any other step, and where the image is padded first. */
function boxOf(step: TransformStep | undefined, image: Extent, random: RandomStream): Box | undefined {
  if (step?.kind === 'random-crop' && (step.padding ?? 0) === 0) {
    return randomPlace(image, ...heightAndWidth(step.size), random);
  }
  if (step?.kind !== 'center-crop') return undefined;
  const [height, width] = heightAndWidth(step.size);
  return image.height < height || image.width < width ? undefined : centerBox(image, height, width);
}

function applyStep(image: Pixels, step: Exclude<TransformStep, Resize>, random: RandomStream): Pixels {
  switch (step.kind) {
    case 'center-crop':
      return centerCrop(image, ...heightAndWidth(step.size));
    case 'random-crop': {
      const p = step.padding ?? 0;
      const padded = pad(image, p, p, p, p, step.fill ?? 0);
      const { top, left, height, width } = randomPlace(padded, ...heightAndWidth(step.size), random);
      return crop(padded, top, left, height, width);
    }
    case 'random-resized-crop': {
      const box = randomBox(image, step.scale ?? [0.08, 1], step.ratio ?? [3 / 4, 4 / 3], random);
      return resize(crop(image, box.top, box.left, box.height, box.width), ...heightAndWidth(step.size));
    }
    case 'pad':
      return pad(image, step.padding, step.padding, step.padding, step.padding, step.fill ?? 0);
    case 'flip':
      return random.chance(step.p) ? flip(image) : image;
    case 'color-jitter':
      return applyAdjustments(image, drawColorJitter(step, random));
    case 'rand-augment':
      return applyRandAugment(image, drawRandAugment(step, random), step.magnitude ?? 9);
    case 'grayscale':
      return grayscale(image);
    case 'normalize':
      return image;
  }
}

/** The number each byte becomes, for each channel: 256 red, 256 green, 256 blue. */
export function normalisation(steps: readonly TransformStep[]): Float32Array {
  const last = steps.at(-1);
  const mean: PerChannel = last?.kind === 'normalize' ? last.mean : [0, 0, 0];
  const std: PerChannel = last?.kind === 'normalize' ? last.std : [1, 1, 1];
  const table = new Float32Array(768);
  for (let c = 0; c < 3; c++) {
    for (let byte = 0; byte < 256; byte++) {
      // Rounded to 32 bits at each step, as PyTorch's tensors are.
      const centred = Math.fround(Math.fround(byte / 255) - Math.fround(mean[c]!));
      table[c * 256 + byte] = centred / Math.fround(std[c]!);
    }
  }
  return table;
}

/** Writes an image's numbers into a batch, from `offset` on. */
export function writeNormalised(
  { data }: Pixels,
  table: Float32Array,
  out: Float32Array,
  offset: number,
): void {
  for (let k = 0; k < data.length; k += 3) {
    out[offset + k] = table[data[k]!]!;
    out[offset + k + 1] = table[256 + data[k + 1]!]!;
    out[offset + k + 2] = table[512 + data[k + 2]!]!;
  }
}
