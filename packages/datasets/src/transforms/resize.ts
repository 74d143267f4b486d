import type { Pixels } from '../pixels/pixels.js';

// PIL's own fixed point: 8-bit pixels and weights of 22 bits fit a 32-bit sum.
const PRECISION = 22;

/** For each output pixel: the first input it reads and its weights. */
interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly taps: number;
  readonly values: Int32Array;
}

/** The triangle filter's weights, widened by the scale where the image shrinks. */
function triangleWeights(input: number, output: number): Weights {
  const scale = input / output;
  const support = Math.max(scale, 1);
  const sharpness = 1 / support;
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(output);
  const count = new Int32Array(output);
  const values = new Int32Array(output * taps);
  const row = new Float64Array(taps);
  for (let i = 0; i < output; i++) {
    const center = (i + 0.5) * scale;
    const from = Math.max(Math.trunc(center - support + 0.5), 0);
    const to = Math.min(Math.trunc(center + support + 0.5), input);
    let sum = 0;
    for (let k = 0; k < to - from; k++) {
      row[k] = Math.max(1 - Math.abs((k + from - center + 0.5) * sharpness), 0);
      sum += row[k]!;
    }
    first[i] = from;
    count[i] = to - from;
    for (let k = 0; k < to - from; k++) {
      values[i * taps + k] = Math.trunc((sum === 0 ? 0 : row[k]! / sum) * (1 << PRECISION) + 0.5);
    }
  }
  return { first, count, taps, values };
}

function toByte(sum: number): number {
  const value = sum >> PRECISION;
  return Math.min(Math.max(value, 0), 255);
}

/** Shrinks or stretches the rows of an image to `width`. */
function resizeRows({ data, width: input, height }: Pixels, width: number): Pixels {
  const { first, count, taps, values } = triangleWeights(input, width);
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [r, g, b] = [1 << (PRECISION - 1), 1 << (PRECISION - 1), 1 << (PRECISION - 1)];
      let k = (y * input + first[x]!) * 3;
      for (let t = 0; t < count[x]!; t++, k += 3) {
        const weight = values[x * taps + t]!;
        r += data[k]! * weight;
        g += data[k + 1]! * weight;
        b += data[k + 2]! * weight;
      }
      const o = (y * width + x) * 3;
      out[o] = toByte(r);
      out[o + 1] = toByte(g);
      out[o + 2] = toByte(b);
    }
  }
  return { data: out, width, height };
}

/** Shrinks or stretches the columns of an image to `height`. */
function resizeColumns({ data, width, height: input }: Pixels, height: number): Pixels {
  const { first, count, taps, values } = triangleWeights(input, height);
  const stride = width * 3;
  const out = new Uint8Array(stride * height);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(1 << (PRECISION - 1));
    for (let t = 0; t < count[y]!; t++) {
      const weight = values[y * taps + t]!;
      const from = (first[y]! + t) * stride;
      for (let x = 0; x < stride; x++) sums[x]! += data[from + x]! * weight;
    }
    for (let x = 0; x < stride; x++) out[y * stride + x] = toByte(sums[x]!);
  }
  return { data: out, width, height };
}

/**
 * Resizes by the bilinear filter with antialiasing, half-pixel centres and rounding to bytes after each
 * axis, rows first: what PIL's `Image.resize(…, BILINEAR)`, and so torchvision on PIL images, gives, bit for
 * bit. (Newer Pillow takes the columns first where that is cheaper, which moves some bytes by one.)
 */
export function resize(pixels: Pixels, height: number, width: number): Pixels {
  const wide = pixels.width === width ? pixels : resizeRows(pixels, width);
  return wide.height === height ? wide : resizeColumns(wide, height);
}
