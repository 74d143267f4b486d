import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import type { Measurement, Prediction, Task, TaskMeter } from '@ftn/tasks';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { eventLoopTurn } from './event-loop-turn.js';

/** How a domain is evaluated. */
export interface EvaluationOptions {
  /** The meter to feed; default `task.meter()`. Edges of whole data sets are measured faster on threads. */
  readonly meter?: TaskMeter | undefined;
  /** Called after each batch with its predictions: to show them, or to end early by throwing. */
  readonly onBatch?: ((batch: Batch, prediction: Prediction) => void | Promise<void>) | undefined;
}

/** What the task predicts of a batch from the domain's running statistics, row by row. */
export function predictBatch(
  domain: Domain,
  task: Pick<Task, 'predict'>,
  { images, shape }: Pick<Batch, 'images' | 'shape'>,
): Prediction {
  return tidy(() => {
    const { output } = domain.forward(tensor4d(images, [...shape]), 'eval');
    return task.predict(output).dataSync<'float32' | 'int32'>().slice();
  }) as unknown as Prediction;
}

/** Predicts every batch with the domain's running statistics and measures the predictions by the task's meter. */
export async function evaluate(
  domain: Domain,
  task: Pick<Task, 'predict' | 'meter'>,
  batches: AsyncIterable<Batch>,
  options: EvaluationOptions = {},
): Promise<Measurement> {
  const { meter = task.meter(), onBatch } = options;
  for await (const batch of batches) {
    const prediction = predictBatch(domain, task, batch);
    await meter.update(prediction, batch);
    await onBatch?.(batch, prediction);
    await eventLoopTurn();
  }
  return meter.result();
}
