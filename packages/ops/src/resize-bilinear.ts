import {
  matMul,
  reshape,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';
import { checkRank, checkWhole } from './check.js';
import { bool, float32, nativeBackend } from './native-backend.js';

export interface ResizeOptions {
  /**
   * true: the corner pixels' centres of input and output coincide. false (default): the images' edges do, pixels
   * being squares about half-integer centres.
   */
  readonly alignCorners?: boolean;
}

/** The [to, from] matrix of linear interpolation along one axis: two neighbours' weights a row. */
function interpolation(from: number, to: number, alignCorners: boolean): Tensor2D {
  const weights = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const position = alignCorners
      ? to > 1
        ? (row * (from - 1)) / (to - 1)
        : 0
      : Math.max(0, ((row + 0.5) * from) / to - 0.5);
    const low = Math.min(Math.floor(position), from - 1);
    const high = Math.min(low + 1, from - 1);
    const share = position - low;
    weights[row * from + low] = (weights[row * from + low] ?? 0) + 1 - share;
    weights[row * from + high] = (weights[row * from + high] ?? 0) + share;
  }
  return tensor2d(weights, [to, from]);
}

/** rows · x · columnsᵀ on every channel of every image. */
function separable(x: Tensor4D, rows: Tensor2D, columns: Tensor2D): Tensor4D {
  const [n, h, w, c] = x.shape;
  const [outH] = rows.shape;
  const [outW] = columns.shape;
  const tall = matMul(reshape(rows, [1, outH, h]), reshape(x, [n, h, w * c]));
  const wide = matMul(reshape(columns, [1, outW, w]), reshape(tall, [n * outH, w, c]));
  return reshape(wide, [n, outH, outW, c]);
}

/**
 * Bilinear interpolation to [height, width], differentiable in x, in both corner conventions of PyTorch's
 * `interpolate`.
 *
 * @param x [N, H, W, C]
 * @throws UsageError when a size is not a whole number from 1 up
 */
export function resizeBilinear(
  x: Tensor4D,
  size: readonly [height: number, width: number],
  options: ResizeOptions = {},
): Tensor4D {
  const { alignCorners = false } = options;
  checkRank('resizeBilinear', 'x', x, '[N, H, W, C]');
  for (const length of size) checkWhole('resizeBilinear', 'size', length, 1);
  const [, h, w] = x.shape;
  const matrices = () =>
    [interpolation(h, size[0], alignCorners), interpolation(w, size[1], alignCorners)] as const;
  const corners = [
    bool('align_corners', alignCorners),
    bool('half_pixel_centers', !alignCorners),
    float32('T'),
  ];
  return differentiable(
    { x },
    (save) => {
      const native = nativeBackend();
      if (!native) return separable(x, ...matrices());
      // The gradient reads only the shape of x.
      save([x]);
      const shape = tensor1d([...size], 'int32');
      return native.executeSingleOutput('ResizeBilinear', corners, [x, shape]) as Tensor4D;
    },
    (dy, [saved]) => ({
      x: () =>
        tidy(() => {
          const native = nativeBackend();
          if (native && saved) return native.executeSingleOutput('ResizeBilinearGrad', corners, [dy, saved]);
          const [rows, columns] = matrices();
          return separable(dy, transpose(rows), transpose(columns));
        }),
    }),
    { name: 'resizeBilinear', attributes: { size, alignCorners } },
  );
}
