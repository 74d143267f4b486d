import { UsageError } from '@ftn/errors';
import {
  dispose,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
  variable,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/operations.json' with { type: 'json' };
import { onEveryEngine } from '../testing/engines.js';
import { gradientsOf } from '../testing/gradients-of.js';
import { expectClose, values } from '../testing/values.js';
import { batchNorm } from './batch-norm.js';
import { batchNormTraining } from './batch-norm-training.js';
import { updateRunningStatistic } from './running-statistics.js';

interface Operands {
  x: Tensor4D;
  scale: Tensor1D;
  offset: Tensor1D;
}

const shape = [2, 4, 5, 6];
const operands = () => ({ x: values(shape, 1), scale: values([6], 2), offset: values([6], 3) });
const statistics = () => ({
  mean: values<Tensor1D>([6], 4),
  variance: values<Tensor1D>([6], 5, (v) => Math.abs(v) + 0.5),
});

onEveryEngine(() => {
  it.each(reference.batchNorm)('batch norm, training $training, relu $activation, equals PyTorch', (c) => {
    const given = statistics();
    const options = c.activation ? ({ activation: 'relu' } as const) : {};
    const { y, gradients } = gradientsOf(
      ({ x, scale, offset }: Operands) =>
        c.training
          ? batchNormTraining(x, { scale, offset }, options).y
          : batchNorm(x, { scale, offset, ...given }, options),
      operands(),
    );
    expectClose('y', y, c.y);
    expectClose('dx', gradients.x as Float32Array, c.dx);
    expectClose('dScale', gradients.scale as Float32Array, c.dScale);
    expectClose('dOffset', gradients.offset as Float32Array, c.dOffset);
    dispose(given);
  });

  it('batch norm updates running statistics as PyTorch does', () => {
    const given = statistics();
    const running = { mean: variable(given.mean), variance: variable(given.variance) };
    const { x, scale, offset } = operands() as unknown as Operands;
    const batch = batchNormTraining(x, { scale, offset });
    updateRunningStatistic(running.mean, batch.mean, 0.1);
    updateRunningStatistic(running.variance, batch.variance, 0.1);
    const expected = reference.batchNorm[0] as (typeof reference.batchNorm)[number];
    expectClose('mean', running.mean, expected.runningMean);
    expectClose('variance', running.variance, expected.runningVariance);
    const all: Tensor[] = [
      running.mean,
      running.variance,
      x,
      scale,
      offset,
      batch.y,
      batch.mean,
      batch.variance,
    ];
    dispose([given.mean, given.variance, ...all]);
  });

  it('batch norm keeps its precision on channels far from zero', () => {
    // Mean 1000, deviation about 0.58: 1e-5 of the sum of squares would be ten times the variance.
    const x = values<Tensor4D>([4, 8, 8, 2], 7, (v) => 1000 + v);
    const [scale, offset] = [tensor1d([1, 1]), tensor1d([0, 0])];
    const { y, mean, variance } = batchNormTraining(x, { scale, offset });
    const data = x.dataSync();
    const channel = Array.from({ length: 256 }, (_, i) => data[2 * i] as number);
    const centre = channel.reduce((a, b) => a + b) / 256;
    const biased = channel.reduce((a, b) => a + (b - centre) ** 2, 0) / 256;
    expect(mean.dataSync()[0]).toBeCloseTo(centre, 3);
    expect((variance.dataSync()[0] as number) / ((biased * 256) / 255)).toBeCloseTo(1, 3);
    expectClose(
      'y',
      Array.from({ length: 256 }, (_, i) => y.dataSync()[2 * i] as number),
      channel.map((v) => (v - centre) / Math.sqrt(biased + 1e-5)),
      1e-3,
    );
    dispose([x, scale, offset, y, mean, variance]);
  });
});

describe('batch norm with arguments that do not fit', () => {
  it('is refused with the reason', () => {
    const x = values<Tensor4D>([1, 1, 1, 3], 1);
    const [three, two] = [values<Tensor1D>([3], 2), values<Tensor1D>([2], 2)];
    const p = { scale: three, offset: three, mean: three, variance: two };
    expect(() => batchNorm(x, p)).toThrow(/variance does not fit: expected \[3\], got \[2\]/);
    expect(() => batchNorm(x, { ...p, variance: three }, { epsilon: 0 })).toThrow(UsageError);
    expect(() => batchNormTraining(x, { scale: three, offset: three })).toThrow(/no variance/);
    expect(() => updateRunningStatistic(variable(three), three, 1.5)).toThrow(/momentum/);
    dispose([x, three, two]);
  });
});
