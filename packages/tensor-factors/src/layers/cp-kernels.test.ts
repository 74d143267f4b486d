import { kernelBackend, valueAndGradients, withoutKernels } from '@ftn/ops';
import {
  dispose,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { relativeError } from '../cp/__fixtures__/cp-case.js';
import { cpConv2d } from './cp-conv2d.js';
import { factoredGradients, kernelGradients } from './cp-gradients.js';

/** Numbers in (−1, 1), others for each seed. */
function numbers(shape: readonly number[], seed: number) {
  const size = shape.reduce((n, length) => n * length, 1);
  const data = Float32Array.from({ length: size }, (_, i) => ((i * 7919 + seed * 10473) % 2003) / 1001.5 - 1);
  return tensor(data, [...shape]);
}

const rows = [
  { x: [3, 9, 8, 5], out: 7, kernel: [3, 3], stride: 1, padding: 1, dilation: 1 },
  { x: [2, 12, 12, 64], out: 48, kernel: [3, 3], stride: 1, padding: 1, dilation: 1 },
  { x: [2, 11, 13, 33], out: 40, kernel: [3, 3], stride: 2, padding: 1, dilation: 1 },
  { x: [1, 14, 14, 16], out: 24, kernel: [3, 3], stride: 1, padding: 2, dilation: 2 },
  { x: [2, 15, 9, 3], out: 32, kernel: [7, 7], stride: 2, padding: 3, dilation: 1 },
  { x: [2, 8, 8, 40], out: 24, kernel: [1, 1], stride: 2, padding: 0, dilation: 1 },
  { x: [2, 6, 7, 9], out: 10, kernel: [5, 1], stride: 1, padding: 0, dilation: 1 },
  // Images so small that several are one task's; and smaller than what the kernel spans.
  { x: [9, 6, 5, 40], out: 33, kernel: [3, 3], stride: 1, padding: 1, dilation: 1 },
  { x: [19, 8, 8, 24], out: 40, kernel: [1, 1], stride: 2, padding: 0, dilation: 1 },
  { x: [70, 20, 17, 9], out: 10, kernel: [3, 3], stride: 1, padding: 1, dilation: 1 },
  { x: [8, 2, 1, 24], out: 16, kernel: [3, 3], stride: 1, padding: 2, dilation: 2 },
  { x: [4, 7, 8, 16], out: 24, kernel: [3, 3], stride: 2, padding: 0, dilation: 1 },
  // Few pixels and many channels: the factors stay beside the frozen kernel.
  { x: [2, 3, 4, 96], out: 80, kernel: [3, 3], stride: 1, padding: 1, dilation: 1 },
  { x: [3, 5, 4, 64], out: 130, kernel: [3, 3], stride: 2, padding: 1, dilation: 1 },
  { x: [1, 5, 5, 130], out: 64, kernel: [3, 3], stride: 1, padding: 2, dilation: 2 },
  { x: [1, 2, 2, 1100], out: 1000, kernel: [1, 1], stride: 1, padding: 0, dilation: 1 },
] as const;

const prefixed = (prefix: string, tensors: object): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(tensors).map(([name, t]) => [`${prefix} ${name}`, t]));

const here = kernelBackend() !== undefined;

describe.runIf(here)(
  `factors by the kernels of this project${here ? '' : ': they are not installed here'}`,
  () => {
    describe.each([1, 2, 4, 10, 17, 50])('of rank %i', (rank) => {
      it.each(rows)('over $x to $out channels, kernel $kernel, $stride/$padding/$dilation', (row) => {
        const [height, width] = row.kernel;
        const [, , , input] = row.x;
        const x = numbers(row.x, 1) as Tensor4D;
        const base = numbers([height, width, input, row.out], 2) as Tensor4D;
        const factors = {
          a: numbers([input, rank], 3) as Tensor2D,
          b: numbers([row.out, rank], 4) as Tensor2D,
          s: numbers([height * width, rank], 5) as Tensor2D,
        };
        const shape = cpConv2d(x, base, factors, row);
        const dy = numbers(shape.shape, 6) as Tensor4D;
        const image = variable(x) as unknown as Tensor4D & Variable;
        const run = () => {
          const layer = { x, dy, ...factors, kernel: base.shape, options: row };
          const { loss, gradients, outputs } = valueAndGradients(() => {
            const y = cpConv2d(image, base, factors, row);
            return { loss: sum(mul(y, dy)) as Scalar, outputs: y };
          }, [image]);
          const tensors = {
            y: outputs,
            dx: gradients.get(image.name)!,
            ...tidy(() => ({ ...factoredGradients(layer) })),
            ...tidy(() => prefixed('projected', kernelGradients(base, factors))),
          };
          const read = Object.entries(tensors).map(([name, t]) => [name, t.dataSync<'float32'>()] as const);
          dispose([loss, ...Object.values(tensors)]);
          return read;
        };
        const fast = new Map(run());
        for (const [name, expected] of withoutKernels(run)) {
          expect(relativeError(fast.get(name)!, expected), name).toBeLessThan(1e-5);
        }
        dispose([x, image, base, shape, dy, ...Object.values(factors)]);
      });
    });
  },
);
