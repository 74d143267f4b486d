import type { Box } from '../image-dataset.js';
import type { Pixels } from '../pixels/pixels.js';
import { crop } from './geometry.js';
import { type ResizePasses, startPasses } from './resize-passes.js';

// PIL's own fixed point: 8-bit pixels and weights of 22 bits fit a 32-bit sum.
const PRECISION = 22;

/** For each output pixel: the first input it reads, how many, and their weights, `taps` to a pixel. */
interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly taps: number;
  readonly values: Int32Array;
}

/** The triangle filter's weights, widened by the scale where the image shrinks, of `length` outputs from `start` on. */
function triangleWeights(input: number, output: number, start: number, length: number): Weights {
  const scale = input / output;
  const support = Math.max(scale, 1);
  const sharpness = 1 / support;
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(length);
  const count = new Int32Array(length);
  const values = new Int32Array(length * taps);
  const row = new Float64Array(taps);
  for (let i = 0; i < length; i++) {
    const center = (start + i + 0.5) * scale;
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

/** Bytes of an image that are taken into the module's memory at a time, or one row. */
const BAND = 1 << 20;
/** Memory that is kept for the next image; a larger one is let go. */
const KEPT = 1 << 26;
/** What the passes may touch beyond their ends, kept between parts that are multiples of 16 bytes. */
const SLACK = 16;

let passes: ResizePasses | undefined;

/** Addresses of parts of these sizes, one after the other, in memory that holds them all. */
function layOut({ memory }: ResizePasses, sizes: readonly number[]): number[] {
  let end = 0;
  const addresses = sizes.map((size) => {
    const start = end;
    end += Math.ceil((size + SLACK) / 16) * 16;
    return start;
  });
  const lacking = end - memory.buffer.byteLength;
  if (lacking > 0) memory.grow(Math.ceil(lacking / 65_536));
  return addresses;
}

/**
 * Resizes by the bilinear filter with antialiasing, half-pixel centres and rounding to bytes after each
 * axis, rows first: what PIL's `Image.resize(…, BILINEAR)`, and so torchvision on PIL images, gives, bit for
 * bit. (Newer Pillow takes the columns first where that is cheaper, which moves some bytes by one.)
 *
 * @param part what is wanted of the resized image; the rest is not computed. Default all of it
 */
export function resize(
  pixels: Pixels,
  height: number,
  width: number,
  part: Box = { top: 0, left: 0, height, width },
): Pixels {
  if (pixels.width === width && pixels.height === height) {
    return crop(pixels, part.top, part.left, part.height, part.width);
  }
  passes ??= startPasses();
  const across = triangleWeights(pixels.width, width, part.left, part.width);
  const down = triangleWeights(pixels.height, height, part.top, part.height);
  const top = down.first[0]!;
  const rows = down.first.at(-1)! + down.count.at(-1)! - top;
  const [from, to] = [pixels.width * 3, part.width * 3];
  const band = Math.max(Math.floor(BAND / from), 1);
  const tables = [across, down].map(({ first, count, values }, axis) => [
    first.map((k) => (axis === 0 ? k * 3 : (k - top) * to)),
    count,
    values,
  ]);
  const sizes = [
    ...tables.flat().map(({ byteLength }) => byteLength),
    Math.min(band, rows) * from,
    rows * to,
  ];
  const addresses = layOut(passes, [...sizes, part.height * to]);
  const memory = new Uint8Array(passes.memory.buffer);
  for (const [i, table] of tables.flat().entries()) {
    memory.set(new Uint8Array(table.buffer), addresses[i]!);
  }
  const [firstX, countX, valuesX, firstY, countY, valuesY, source, middle, target] = addresses as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let row = 0; row < rows; row += band) {
    const some = Math.min(band, rows - row);
    const start = (top + row) * from;
    memory.set(pixels.data.subarray(start, start + some * from), source);
    passes.rows(source, from, some, firstX, countX, valuesX, across.taps, part.width, middle + row * to);
  }
  passes.columns(middle, to, firstY, countY, valuesY, down.taps, part.height, target);
  const data = memory.slice(target, target + part.height * to);
  if (memory.length > KEPT) passes = undefined;
  return { data, width: part.width, height: part.height };
}
