import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import type { Measurement, Prediction, Task, TaskMeter } from '@ftn/tasks';
import { slice, type Tensor, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { eventLoopTurn } from './event-loop-turn.js';

/** How a domain is evaluated. */
export interface EvaluationOptions {
  /** The meter to feed; default `task.meter()`. Edges of whole data sets are measured faster on threads. */
  readonly meter?: TaskMeter | undefined;
  /** Called after each batch with its predictions: to show them, or to end early by throwing. */
  readonly onBatch?: ((batch: Batch, prediction: Prediction) => void | Promise<void>) | undefined;
  /** Called before `onBatch` with the task's loss of each image of the batch; without it none is computed. */
  readonly onLosses?: ((losses: Float32Array, batch: Batch, prediction: Prediction) => void) | undefined;
}

/** One image of a batch, as a batch. */
function batchOfOne(batch: Batch, place: number): Batch {
  const { images, shape, indices, ...targets } = batch;
  const part = <T extends Float32Array | Int32Array | Uint8Array>(data: T, count: number) => {
    const size = data.length / count;
    return data.subarray(place * size, (place + 1) * size) as T;
  };
  const [count] = shape;
  const own = Object.entries(targets).map(
    ([
      name,
      {
        data,
        shape: [, ...rest],
      },
    ]) => {
      return [name, { data: part(data, count), shape: [1, ...rest] }] as const;
    },
  );
  return {
    images: part(images, count),
    shape: [1, shape[1], shape[2], 3],
    indices: part(indices, count),
    ...Object.fromEntries(own),
  } as Batch;
}

/** The loss of every image of a batch by itself. */
function lossesOf(output: Tensor, batch: Batch, task: Pick<Task, 'loss'>): Float32Array {
  const rest = output.shape.slice(1);
  return Float32Array.from({ length: batch.shape[0] }, (_, i) => {
    const own = slice(output, [i, ...rest.map(() => 0)], [1, ...rest]);
    return task.loss(own, batchOfOne(batch, i)).dataSync()[0]!;
  });
}

/** What the task predicts of a batch from the domain's running statistics, row by row. */
export function predictBatch(
  domain: Domain,
  task: Pick<Task, 'predict'>,
  { images, shape }: Pick<Batch, 'images' | 'shape'>,
  onOutput?: (output: Tensor) => void,
): Prediction {
  return tidy(() => {
    const { output } = domain.forward(tensor4d(images, [...shape]), 'eval');
    onOutput?.(output);
    return task.predict(output).dataSync<'float32' | 'int32'>().slice();
  }) as unknown as Prediction;
}

/** Predicts every batch with the domain's running statistics and measures the predictions by the task's meter. */
export async function evaluate(
  domain: Domain,
  task: Pick<Task, 'predict' | 'meter' | 'loss'>,
  batches: AsyncIterable<Batch>,
  options: EvaluationOptions = {},
): Promise<Measurement> {
  const { meter = task.meter(), onBatch, onLosses } = options;
  for await (const batch of batches) {
    let losses: Float32Array | undefined;
    const prediction = predictBatch(domain, task, batch, (output) => {
      if (onLosses) losses = lossesOf(output, batch, task);
    });
    await meter.update(prediction, batch);
    if (losses) onLosses?.(losses, batch, prediction);
    await onBatch?.(batch, prediction);
    await eventLoopTurn();
  }
  return meter.result();
}
