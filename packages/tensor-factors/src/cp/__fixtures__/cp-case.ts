import * as tf from '@tensorflow/tfjs-core';
import type { ConvLayer } from '@ftn/layers';
import reference from './cp.json' with { type: 'json' };

/** One convolution of scripts/references/cp.py, in memory layout. */
export interface CpCase {
  readonly name: string;
  readonly kernel: number[];
  readonly channels: number[];
  readonly rank: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly modes: string;
  readonly size: number;
  readonly outputShape: number[];
  readonly factors: { readonly [name: string]: number[] | undefined };
  readonly gradients: { readonly [name: string]: number[] | undefined };
  readonly norm: number;
  readonly x: number[];
  readonly w: number[];
  readonly dy: number[];
  readonly delta: number[];
  readonly y: number[];
}

export const cpCases: readonly CpCase[] = reference.cases;

/** Length of each mode by its factor's name. */
function modeSizes({ kernel: [height, width], channels: [input, output] }: CpCase): Record<string, number> {
  return { a: input!, b: output!, s: height! * width!, h: height!, v: width! };
}

/** The factors of a case as matrices. */
export function factorTensors(cpCase: CpCase): Map<string, tf.Tensor2D> {
  const sizes = modeSizes(cpCase);
  return new Map(
    Object.entries(cpCase.factors).map(([name, values]) => [name, tf.tensor2d(values!, [sizes[name]!, cpCase.rank])]),
  );
}

export function layerOf({ kernel, channels, stride, padding, dilation }: CpCase): ConvLayer {
  return {
    kind: 'conv',
    name: 'conv',
    kernel: [kernel[0]!, kernel[1]!],
    inChannels: channels[0]!,
    outChannels: channels[1]!,
    stride,
    padding,
    dilation,
  };
}

/** The largest difference, relative to the largest expected value. */
export function relativeError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(got[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return worst / largest;
}
