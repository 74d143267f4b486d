import { UsageError } from '@ftn/errors';
import { checkWhole } from '../check.js';

/** Symmetric zero padding, as PyTorch counts it. */
export interface ConvOptions {
  /** Default 1. */
  readonly stride?: number;
  /** Zeros on every side; default 0. */
  readonly padding?: number;
  /** Distance between the taps of the kernel; default 1. */
  readonly dilation?: number;
  /** How many times x is enlarged by nearest neighbour before it is convolved; default 1. */
  readonly upsample?: 1 | 2;
}

/** A convolution's shapes, checked, with every default filled in. */
export interface ConvGeometry {
  readonly x: readonly [batch: number, height: number, width: number, channels: number];
  readonly filter: readonly [height: number, width: number, input: number, output: number];
  readonly y: readonly [batch: number, height: number, width: number, channels: number];
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

const show = (shape: readonly number[]) => `[${shape.join(', ')}]`;

/**
 * The geometry of x ∗ filter: out = ⌊(in + 2·padding − dilation·(K − 1) − 1) / stride⌋ + 1.
 *
 * @param x [N, H, W, C_in]
 * @param filter [K_h, K_w, C_in, C_out]
 * @throws UsageError when the shapes do not fit each other or no output is left
 */
export function convGeometry(
  operation: string,
  x: readonly number[],
  filter: readonly number[],
  options: ConvOptions,
  depthwise = false,
): ConvGeometry {
  const { stride = 1, padding = 0, dilation = 1 } = options;
  checkWhole(operation, 'stride', stride, 1);
  checkWhole(operation, 'padding', padding, 0);
  checkWhole(operation, 'dilation', dilation, 1);
  if (x.length !== 4) {
    throw new UsageError(`${operation}: x must have 4 dimensions`, {
      expected: '[N, H, W, C]',
      got: show(x),
    });
  }
  if (filter.length !== 4) {
    throw new UsageError(`${operation}: filter must have 4 dimensions`, {
      expected: '[K_h, K_w, C_in, C_out]',
      got: show(filter),
    });
  }
  const [batch, height, width, channels] = x as [number, number, number, number];
  const [rows, columns, input, output] = filter as [number, number, number, number];
  if (input !== channels) {
    throw new UsageError(`${operation}: x and filter differ in the number of input channels`, {
      expected: `x of ${input} channels, as filter ${show(filter)}`,
      got: `x ${show(x)}`,
      hint: 'Images are NHWC and kernels HWIO.',
    });
  }
  const size = (length: number, taps: number) =>
    Math.floor((length + 2 * padding - dilation * (taps - 1) - 1) / stride) + 1;
  const y = [
    batch,
    size(height, rows),
    size(width, columns),
    depthwise ? channels * output : output,
  ] as const;
  if (y[1] < 1 || y[2] < 1) {
    throw new UsageError(`${operation}: the kernel is larger than the padded image`, {
      expected: `at least ${dilation * (rows - 1) + 1}×${dilation * (columns - 1) + 1}`,
      got: `${height + 2 * padding}×${width + 2 * padding}`,
    });
  }
  return {
    x: [batch, height, width, channels],
    filter: [rows, columns, input, output],
    y,
    stride,
    padding,
    dilation,
  };
}

/** A key under which everything that depends on the shapes alone may be kept. */
export function stepsKey(g: ConvGeometry): string {
  return `${g.stride},${g.padding},${g.dilation}`;
}
