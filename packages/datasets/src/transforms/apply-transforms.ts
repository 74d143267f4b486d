import type { RandomStream } from '@ftn/random';
import type { Pixels } from '../pixels/pixels.js';
import { centerCrop, crop, flip, grayscale, pad, randomBox, randomCrop } from './geometry.js';
import { resize } from './resize.js';
import { heightAndWidth, type PerChannel, type TransformStep } from './transform-step.js';

/** Applies every step but the normalisation, in order; `random` decides what is random. */
export function applyTransforms(
  pixels: Pixels,
  steps: readonly TransformStep[],
  random: RandomStream,
): Pixels {
  let image = pixels;
  for (const step of steps) image = applyStep(image, step, random);
  return image;
}

function applyStep(image: Pixels, step: TransformStep, random: RandomStream): Pixels {
  switch (step.kind) {
    case 'resize':
      return resize(image, ...heightAndWidth(step.size));
    case 'resize-shorter':
      return resizeShorter(image, step.size);
    case 'center-crop':
      return centerCrop(image, ...heightAndWidth(step.size));
    case 'random-crop': {
      const p = step.padding ?? 0;
      return randomCrop(pad(image, p, p, p, p, step.fill ?? 0), ...heightAndWidth(step.size), random);
    }
    case 'random-resized-crop': {
      const box = randomBox(image, step.scale ?? [0.08, 1], step.ratio ?? [3 / 4, 4 / 3], random);
      return resize(crop(image, box.top, box.left, box.height, box.width), ...heightAndWidth(step.size));
    }
    case 'pad':
      return pad(image, step.padding, step.padding, step.padding, step.padding, step.fill ?? 0);
    case 'flip':
      return random.chance(step.p) ? flip(image) : image;
    case 'grayscale':
      return grayscale(image);
    case 'normalize':
      return image;
  }
}

/** The longer side is cut to a whole number, as torchvision. */
function resizeShorter(image: Pixels, size: number): Pixels {
  const { width, height } = image;
  if (width <= height) return resize(image, Math.floor((size * height) / width), size);
  return resize(image, size, Math.floor((size * width) / height));
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
