import type { Domain } from '@ftn/adapters';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { eventLoopTurn } from '../loop/event-loop-turn.js';
import type { DenseBatch } from './dense-batch.js';
import type { DenseMeter, DenseTask } from './dense-task.js';

export interface DenseEvaluation {
  /** What is fed; default the task's own meter. Edges of whole data sets are measured faster on threads. */
  readonly meter?: DenseMeter;
  /** Called after each batch with its predictions: to draw them, or to end early by throwing. */
  readonly onBatch?: (batch: DenseBatch, prediction: Float32Array | Int32Array) => void | Promise<void>;
}

/** Predicts every batch with the domain's running statistics and returns the task's metrics by name. */
export async function evaluateDense(
  domain: Domain,
  task: Pick<DenseTask, 'predict' | 'meter'>,
  batches: AsyncIterable<DenseBatch>,
  options: DenseEvaluation = {},
): Promise<Readonly<Record<string, number>>> {
  const { meter = task.meter(), onBatch } = options;
  for await (const batch of batches) {
    const prediction = tidy(() => {
      const images = tensor4d(batch.images, [...batch.shape]);
      return task.predict(domain.forward(images, 'eval').output).dataSync<'float32' | 'int32'>().slice();
    }) as unknown as Float32Array | Int32Array;
    await meter.update(prediction, batch);
    await onBatch?.(batch, prediction);
    await eventLoopTurn();
  }
  return meter.result();
}
