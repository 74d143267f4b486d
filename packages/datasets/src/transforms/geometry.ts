import { MismatchError } from '@ftn/errors';
import type { RandomStream } from '@ftn/random';
import type { Pixels } from '../pixels/pixels.js';

/** Cuts a box out of an image. */
export function crop(pixels: Pixels, top: number, left: number, height: number, width: number): Pixels {
  if (top === 0 && left === 0 && height === pixels.height && width === pixels.width) return pixels;
  const data = new Uint8Array(height * width * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * pixels.width + left) * 3;
    data.set(pixels.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { data, width, height };
}

/** Puts an image on a larger ground of one grey. */
export function pad(
  pixels: Pixels,
  top: number,
  left: number,
  bottom: number,
  right: number,
  fill: number,
): Pixels {
  if (top + left + bottom + right === 0) return pixels;
  const width = pixels.width + left + right;
  const height = pixels.height + top + bottom;
  const data = new Uint8Array(height * width * 3).fill(fill);
  for (let y = 0; y < pixels.height; y++) {
    const row = pixels.data.subarray(y * pixels.width * 3, (y + 1) * pixels.width * 3);
    data.set(row, ((top + y) * width + left) * 3);
  }
  return { data, width, height };
}

/** Half-way cases go to the even number, as Python's `round`. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The middle of an image; what is too small is first padded with black (as torchvision). */
export function centerCrop(pixels: Pixels, height: number, width: number): Pixels {
  const high = Math.max(height - pixels.height, 0);
  const wide = Math.max(width - pixels.width, 0);
  const whole = pad(pixels, high >> 1, wide >> 1, (high + 1) >> 1, (wide + 1) >> 1, 0);
  const top = roundHalfEven((whole.height - height) / 2);
  const left = roundHalfEven((whole.width - width) / 2);
  return crop(whole, top, left, height, width);
}

/**
 * A box of fixed size at a random place.
 * @throws MismatchError where the image is smaller than the box
 */
export function randomCrop(pixels: Pixels, height: number, width: number, random: RandomStream): Pixels {
  if (pixels.height < height || pixels.width < width) {
    throw new MismatchError('the image is smaller than the random crop', {
      expected: `at least ${height} × ${width} pixels`,
      got: `${pixels.height} × ${pixels.width}`,
      hint: 'Put a resize or a padding before the crop.',
    });
  }
  const top = random.integer(pixels.height - height + 1);
  const left = random.integer(pixels.width - width + 1);
  return crop(pixels, top, left, height, width);
}

/**
 * A random box: a share of the area in `scale`, width / height in `ratio` (uniform in its logarithm).
 * After ten misses, the largest middle box within the ratios. Source: Szegedy et al. 2015, as torchvision.
 */
export function randomBox(
  { height, width }: Pixels,
  scale: readonly [number, number],
  ratio: readonly [number, number],
  random: RandomStream,
): { top: number; left: number; height: number; width: number } {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * random.uniform(scale[0], scale[1]);
    const aspect = Math.exp(random.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
    const w = Math.round(Math.sqrt(area * aspect));
    const h = Math.round(Math.sqrt(area / aspect));
    if (w < 1 || h < 1 || w > width || h > height) continue;
    return { top: random.integer(height - h + 1), left: random.integer(width - w + 1), height: h, width: w };
  }
  const whole = width / height;
  const w = whole > ratio[1] ? Math.round(height * ratio[1]) : width;
  const h = whole < ratio[0] ? Math.round(width / ratio[0]) : height;
  return { top: (height - h) >> 1, left: (width - w) >> 1, height: h, width: w };
}

/** The mirror image. */
export function flip({ data, width, height }: Pixels): Pixels {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      const to = (y * width + width - 1 - x) * 3;
      out[to] = data[from]!;
      out[to + 1] = data[from + 1]!;
      out[to + 2] = data[from + 2]!;
    }
  }
  return { data: out, width, height };
}

/** Lightness in all three channels, by PIL's integer weights. */
export function grayscale({ data, width, height }: Pixels): Pixels {
  const out = new Uint8Array(data.length);
  for (let k = 0; k < data.length; k += 3) {
    const grey = (data[k]! * 19595 + data[k + 1]! * 38470 + data[k + 2]! * 7471 + 0x8000) >> 16;
    out.fill(grey, k, k + 3);
  }
  return { data: out, width, height };
}
