import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from './start-engine.js';

const batch = 4;
const size = 28;
const channels = 128;

/** Floating-point operations of the measured convolution: 2 · pixels · K² · C_in · C_out. */
const flop = 2 * batch * size * size * 9 * channels * channels;

/**
 * Measures one convolution forward (3×3, 28², 128 → 128 channels, batch 4) on the running engine, started if need
 * be: the best of the repetitions that fit in half a second, after one to warm up.
 *
 * @returns gflops in 10⁹ floating-point operations a second
 */
export async function measureEngine(): Promise<{ gflops: number }> {
  await startEngine();
  const image = tf.fill<tf.Rank.R4>([batch, size, size, channels], 0.5);
  const kernel = tf.fill<tf.Rank.R4>([3, 3, channels, channels], 0.01);
  const once = (): number => {
    const begin = performance.now();
    const out = tf.conv2d(image, kernel, 1, 'same');
    out.dataSync();
    out.dispose();
    return performance.now() - begin;
  };
  once();
  const until = performance.now() + 500;
  let best = once();
  while (performance.now() < until) best = Math.min(best, once());
  tf.dispose([image, kernel]);
  return { gflops: flop / best / 1e6 };
}
