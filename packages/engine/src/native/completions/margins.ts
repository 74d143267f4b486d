import { backend_util, pad, slice, type Tensor } from '@tensorflow/tfjs-core';

/**
 * What a padding in numbers adds to an input along each axis so that windows without padding give the same result. What lies
 * `after` is less than nothing where the last windows do not reach the input's end.
 */
interface Margins {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** What decides margins along one axis. */
interface Axis {
  readonly size: number;
  readonly window: number;
  readonly stride: number;
  readonly before: number;
  readonly windows: number;
}

function marginsAlong(axes: readonly Axis[], channelsFirst: boolean): Margins {
  const after = axes.map(
    ({ size, window, stride, before, windows }) => (windows - 1) * stride + window - size - before,
  );
  const all = (margins: readonly number[]) => (channelsFirst ? [0, 0, ...margins] : [0, ...margins, 0]);
  return { before: all(axes.map(({ before }) => before)), after: all(after) };
}

/** The margins of a convolution or of pooling in two dimensions; `windows` are counted by the result where it is known. */
export function margins2d(info: backend_util.Conv2DInfo, result?: readonly number[]): Margins {
  const channelsFirst = info.dataFormat === 'channelsFirst';
  const first = channelsFirst ? 2 : 1;
  const { top, left } = info.padInfo;
  return marginsAlong(
    [
      {
        size: info.inHeight,
        window: info.effectiveFilterHeight,
        stride: info.strideHeight,
        before: top,
        windows: result?.[first] ?? info.outHeight,
      },
      {
        size: info.inWidth,
        window: info.effectiveFilterWidth,
        stride: info.strideWidth,
        before: left,
        windows: result?.[first + 1] ?? info.outWidth,
      },
    ],
    channelsFirst,
  );
}

/** What the kernels of pooling are told. */
export interface PoolAttributes {
  readonly filterSize: number | number[];
  readonly strides: number | number[];
  readonly pad: number | number[][];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: 'NDHWC' | 'NCDHW';
}

/** The margins of pooling over an input of four or five axes. */
export function poolMargins(
  shape: number[],
  attributes: PoolAttributes,
  result?: readonly number[],
): Margins {
  const { filterSize, strides, pad: padding, dimRoundingMode, dataFormat } = attributes;
  if (shape.length === 4) {
    type Two = [number, number];
    const info = backend_util.computePool2DInfo(
      shape as [number, number, number, number],
      filterSize as Two,
      strides as Two,
      1,
      padding as number,
      dimRoundingMode,
    );
    return margins2d(info, result);
  }
  type Three = [number, number, number];
  const info = backend_util.computePool3DInfo(
    shape as [number, number, number, number, number],
    filterSize as Three,
    strides as Three,
    1,
    padding as number,
    dimRoundingMode,
    dataFormat,
  );
  const channelsFirst = info.dataFormat === 'channelsFirst';
  const windows = (axis: number, own: number) => result?.[axis + (channelsFirst ? 2 : 1)] ?? own;
  return marginsAlong(
    [
      {
        size: info.inDepth,
        window: info.effectiveFilterDepth,
        stride: info.strideDepth,
        before: info.padInfo.front,
        windows: windows(0, info.outDepth),
      },
      {
        size: info.inHeight,
        window: info.effectiveFilterHeight,
        stride: info.strideHeight,
        before: info.padInfo.top,
        windows: windows(1, info.outHeight),
      },
      {
        size: info.inWidth,
        window: info.effectiveFilterWidth,
        stride: info.strideWidth,
        before: info.padInfo.left,
        windows: windows(2, info.outWidth),
      },
    ],
    channelsFirst,
  );
}

/** The shape of an input with its margins. */
export const shapeWith = (shape: readonly number[], { before, after }: Margins): number[] =>
  shape.map((size, axis) => before[axis]! + size + after[axis]!);

/** The part of the input that windows reach, with margins of `value` around it. */
export function withMargins(x: Tensor, { before, after }: Margins, value: number): Tensor {
  const reached = x.shape.map((size, axis) => size + Math.min(after[axis]!, 0));
  const part = slice(
    x,
    x.shape.map(() => 0),
    reached,
  );
  const around = before.map((margin, axis): [number, number] => [margin, Math.max(after[axis]!, 0)]);
  return pad(part, around, value);
}

/** The input's part of a gradient with margins; zero where no window reached the input. */
export function withoutMargins(x: Tensor, { before, after }: Margins, shape: readonly number[]): Tensor {
  const reached = shape.map((size, axis) => size + Math.min(after[axis]!, 0));
  const rest = shape.map((size, axis): [number, number] => [0, size - reached[axis]!]);
  return pad(slice(x, [...before], reached), rest);
}
