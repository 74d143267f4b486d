import { mul, reshape, type Tensor2D, type Tensor4D, tensor2d, tidy, transpose } from '@tensorflow/tfjs-core';
import { matMul2d } from '../mat-mul2d.js';
import { nativeBackend } from '../native-backend.js';
import { meanOfBlocks, repeatPixels } from '../pool/blocks.js';
import { type ConvForms, plainForms } from './forms.js';
import { type ConvGeometry, convGeometry } from './geometry.js';

/** The shape of [N, H, W, C] at twice the size. */
export function enlarged([n, height, width, c]: readonly number[]): [number, number, number, number] {
  return [n!, 2 * height!, 2 * width!, c!];
}

// Twice each pixel, then three taps a side: every pixel meets four neighbours of the result, the outer ones by one tap of
// the kernel, the inner ones by the sum of two. So the whole is the transpose of a 4×4 convolution of stride 2, at 16
// multiplications where the enlarged image takes 36.
const meetings = [
  [0, 0, 1],
  [0, 1, 1],
  [1, 1, 0],
  [1, 0, 0],
] as const;

/** [16, 9]: how the 4×4 taps are made of the 3×3. */
function tapSums(): Tensor2D {
  const rows = meetings.flatMap((vertical) =>
    meetings.map((horizontal) => vertical.flatMap((v) => horizontal.map((h) => v * h))),
  );
  return tensor2d(rows);
}

/** [3, 3, C_in, C_out] → [4, 4, C_out, C_in] */
function stridedFilter(filter: Tensor4D): Tensor4D {
  const [, , input, output] = filter.shape;
  const turned = reshape(transpose(filter, [0, 1, 3, 2]), [9, output * input]) as Tensor2D;
  return reshape(matMul2d(tapSums(), turned), [4, 4, output, input]);
}

/** The transpose of `stridedFilter`: [4, 4, C_out, C_in] → [3, 3, C_in, C_out]. */
function unstridedFilter(filter: Tensor4D): Tensor4D {
  const [, , output, input] = filter.shape;
  const flat = reshape(filter, [16, output * input]) as Tensor2D;
  const taps = reshape(matMul2d(tapSums(), flat, { transposeA: true }), [3, 3, output, input]);
  return transpose(taps, [0, 1, 3, 2]) as Tensor4D;
}

// Summing the taps costs as much as the multiplications it saves on fewer pixels than this.
const fewestPixels = 512;

/** The 4×4 convolution whose transpose this is, where it is one and is worth it; only oneDNN has a fast transpose. */
function strided({ x, filter, y, stride, padding, dilation }: ConvGeometry): ConvGeometry | undefined {
  const [n, height, width] = x;
  const [rows, columns, input, output] = filter;
  const fits = rows === 3 && columns === 3 && stride === 1 && padding === 1 && dilation === 1;
  if (!fits || !nativeBackend() || (n * height * width) / 4 < fewestPixels) return undefined;
  return convGeometry('conv2d', y, [4, 4, output, input], { stride: 2, padding: 1 });
}

/** Of x enlarged twice by nearest neighbour; the geometry is that of the enlarged image. */
export const upsampledForms: ConvForms = {
  forward: (x, filter, g) =>
    tidy(() => {
      const transposed = strided(g);
      if (transposed) return plainForms.inputGradient(x, stridedFilter(filter), transposed);
      return plainForms.forward(repeatPixels(x, 2), filter, g);
    }),
  inputGradient: (dy, filter, g) =>
    tidy(() => {
      const transposed = strided(g);
      if (transposed) return plainForms.forward(dy, stridedFilter(filter), transposed);
      return mul(meanOfBlocks(plainForms.inputGradient(dy, filter, g), 2), 4);
    }),
  filterGradient: (x, dy, g) =>
    tidy(() => {
      const transposed = strided(g);
      if (transposed) return unstridedFilter(plainForms.filterGradient(dy, x, transposed));
      return plainForms.filterGradient(repeatPixels(x, 2), dy, g);
    }), // 16 products for 36.
  filterGradientShare: (g) => (strided(g) ? 4 / 9 : plainForms.filterGradientShare(g)),
};
