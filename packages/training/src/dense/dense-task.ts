import { type DenseKey, denseKeys } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { Direction } from '@ftn/metrics';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Task } from '../loop/task.js';
import type { DenseBatch } from './dense-batch.js';

/** What an evaluation feeds, batch by batch: predictions as numbers beside the batch they are for. */
export interface DenseMeter {
  update(prediction: Float32Array | Int32Array, batch: DenseBatch): void | Promise<void>;
  /** Metrics by name, the task's own first. */
  result(): Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>;
}

/** A map to predict for every pixel: its head, its loss, its metric. */
export interface DenseTask extends Task<DenseBatch> {
  readonly name: DenseTaskName;
  /** The map of a batch it learns from. */
  readonly key: DenseKey;
  /** What each channel of the output stands for: a domain's classes. */
  readonly outputs: readonly string[];
  /** Options of the decoder that the task asks for. */
  readonly headOptions: { readonly unit: boolean };
  /** The metric that tells how good it is, and whether more of it is better. */
  readonly metric: { readonly name: string; readonly better: Direction };
  /** What is measured and drawn, from the head's output: probabilities, classes, unit vectors, metres. */
  predict(output: Tensor): Tensor;
  meter(): DenseMeter;
}

export const denseTaskNames = ['edge', 'semseg', 'normals', 'depth'] as const;

export type DenseTaskName = (typeof denseTaskNames)[number];

/** The map a task needs; UsageError where the batch was read without it. */
export function mapOf<K extends DenseKey>(batch: DenseBatch, key: K): NonNullable<DenseBatch[K]> {
  const map = batch[key];
  if (map) return map as NonNullable<DenseBatch[K]>;
  throw new UsageError(`the batch holds no '${key}'`, {
    expected: `the maps ${key} beside the images`,
    got: denseKeys.filter((one) => batch[one]).join(', ') || 'none',
    hint: 'Choose a data set that has them, or leave the task out.',
  });
}
