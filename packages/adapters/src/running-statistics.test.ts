import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { RunningStatistics } from './running-statistics.js';

const layers = [
  { kind: 'batch-norm', name: 'bn1', channels: 2, epsilon: 1e-5, momentum: 0.1 },
  { kind: 'batch-norm', name: 'bn2', channels: 1, epsilon: 1e-5, momentum: 0.5 },
] as const;
const vectors = (mean: number[], variance: number[]) => ({
  mean: tf.tensor1d(mean),
  variance: tf.tensor1d(variance),
});
const fresh = () =>
  new RunningStatistics(layers, (name) => (name === 'bn1' ? vectors([0, 1], [1, 1]) : vectors([4], [2])));
const read = (statistics: RunningStatistics, name: string) => {
  const { mean, variance } = statistics.get(name);
  return [[...mean.dataSync()], [...variance.dataSync()]];
};

describe('RunningStatistics', () => {
  it('starts at the given values and updates each layer by its own momentum', () => {
    const statistics = fresh();
    expect(read(statistics, 'bn1')).toEqual([
      [0, 1],
      [1, 1],
    ]);
    const batch = new Map([
      ['bn1', vectors([10, 1], [2, 1])],
      ['bn2', vectors([8], [0])],
    ]);
    statistics.update(batch);
    expect(read(statistics, 'bn2')).toEqual([[6], [1]]);
    statistics.update(batch);
    expect(read(statistics, 'bn2')).toEqual([[7], [0.5]]);
    const [mean, variance] = read(statistics, 'bn1') as [number[], number[]];
    expect(mean[0]).toBeCloseTo(10 * (1 - 0.9 ** 2), 5);
    expect(mean[1]).toBe(1);
    expect(variance[0]).toBeCloseTo(2 - 0.9 ** 2, 5);
  });

  it('is replaced as a whole, and keeps no tensor it does not need', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const statistics = fresh();
      for (let i = 0; i < 3; i++) {
        statistics.set((name) => (name === 'bn1' ? vectors([i, i], [i, i]) : vectors([i], [i])));
        expect(read(statistics, 'bn1')).toEqual([
          [i, i],
          [i, i],
        ]);
      }
      statistics.dispose();
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('does nothing for a domain that owns no batch norm', () => {
    const before = tf.memory().numTensors;
    const statistics = new RunningStatistics([], () => vectors([], []));
    statistics.update(new Map());
    statistics.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
