import type { RandomStream } from '@ftn/random';
import type { Box } from '../image-dataset.js';
import type { Extent } from '../pixels/image-size.js';
import { symmetricBeta } from './beta.js';

/** How the images of a batch are mixed with each other; with both, either is taken by chance for each batch. */
export interface Mixing {
  /** Whole images, by shares drawn from Beta(alpha, alpha) (Zhang et al., 2018). */
  readonly mixup?: { readonly alpha: number } | undefined;
  /** A box of another image, of a share of the area drawn from Beta(alpha, alpha) (Yun et al., 2019). */
  readonly cutmix?: { readonly alpha: number } | undefined;
}

/** One draw for a batch: the share of each image itself, and where the middle of the box lies, in [0, 1). */
export type Mix =
  | { readonly kind: 'mixup'; readonly share: number }
  | { readonly kind: 'cutmix'; readonly share: number; readonly x: number; readonly y: number };

/** Draws how one batch is mixed; undefined where it is not. */
export function drawMix({ mixup, cutmix }: Mixing, random: RandomStream): Mix | undefined {
  const takesCutmix = cutmix && (!mixup || random.chance(0.5));
  if (takesCutmix) {
    const share = symmetricBeta(cutmix.alpha, random);
    return { kind: 'cutmix', share, x: random.uniform(), y: random.uniform() };
  }
  return mixup && { kind: 'mixup', share: symmetricBeta(mixup.alpha, random) };
}

/** The box of a draw in images of a size, cut at their edges, as torchvision's CutMix. */
export function boxOf({ share, x, y }: Extract<Mix, { kind: 'cutmix' }>, { height, width }: Extent): Box {
  const side = 0.5 * Math.sqrt(1 - share);
  const [wide, high] = [Math.trunc(side * width), Math.trunc(side * height)];
  const [middleX, middleY] = [Math.floor(x * width), Math.floor(y * height)];
  const [left, top] = [Math.max(middleX - wide, 0), Math.max(middleY - high, 0)];
  return {
    left,
    top,
    width: Math.min(middleX + wide, width) - left,
    height: Math.min(middleY + high, height) - top,
  };
}

/** The share of each image itself in the mixed one. */
function ownShare(mix: Mix, size: Extent): number {
  if (mix.kind === 'mixup') return mix.share;
  const box = boxOf(mix, size);
  return 1 - (box.width * box.height) / (size.width * size.height);
}

/**
 * Mixes every image of a batch, NHWC with three channels, with the one before it (the first with the last), in place:
 * x_i ← λ·x_i + (1 − λ)·x_{i−1}, or the box of x_{i−1} in x_i; to the bit as torchvision's MixUp and CutMix (v2).
 */
export function mixImages(images: Float32Array, size: Extent, mix: Mix): void {
  const length = size.height * size.width * 3;
  const imageAt = (i: number) => images.subarray(i * length, (i + 1) * length);
  const count = images.length / length;
  const last = imageAt(count - 1).slice();
  const blend = mix.kind === 'mixup' ? blender(mix.share) : paster(boxOf(mix, size), size);
  // From the end, so that the one before is still itself.
  for (let i = count - 1; i >= 0; i--) blend(imageAt(i), i === 0 ? last : imageAt(i - 1));
}

type Blend = (image: Float32Array, other: Float32Array) => void;

/** Rounded to 32 bits at each step, as PyTorch's tensors are. */
function blender(share: number): Blend {
  const [own, others] = [Math.fround(share), Math.fround(1 - share)];
  return (image, other) => {
    for (let k = 0; k < image.length; k++)
      image[k] = Math.fround(other[k]! * others) + Math.fround(image[k]! * own);
  };
}

function paster({ left, top, width, height }: Box, size: Extent): Blend {
  return (image, other) => {
    for (let y = top; y < top + height; y++) {
      const from = (y * size.width + left) * 3;
      image.set(other.subarray(from, from + width * 3), from);
    }
  };
}

/** How far each mixed image belongs to each class: λ to its own, 1 − λ to that of the one before; [batch, classes]. */
export function mixLabels(labels: Int32Array, classes: number, mix: Mix, size: Extent): Float32Array {
  const own = ownShare(mix, size);
  const out = new Float32Array(labels.length * classes);
  for (const [i, label] of labels.entries()) {
    const other = labels[(i + labels.length - 1) % labels.length]!;
    out[i * classes + other]! += 1 - own;
    out[i * classes + label]! += own;
  }
  return out;
}
