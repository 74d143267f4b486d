import type { NamedTensors, TensorData } from '@ftn/checkpoints';
import { DivergedError } from '@ftn/errors';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';

/** Everything besides its position that a training goes on from. */
export interface Snapshot {
  /** Weights, latents, optimizers' slots by name; not owned. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Steps of each optimizer. */
  readonly steps: Readonly<Record<string, number>>;
}

/** A snapshot's tensors as a checkpoint keeps them, in memory layout; DivergedError where a number is not finite. */
export function snapshotToData({ tensors }: Snapshot): NamedTensors {
  return new Map(
    [...tensors].map(([name, value]): [string, TensorData] => {
      const data = value.dataSync<'float32'>();
      if (!data.every(Number.isFinite)) {
        throw new DivergedError(`'${name}' holds numbers that are not finite`, {
          hint: 'Lower the learning rate and resume from the last checkpoint, which is intact.',
        });
      }
      return [name, { dtype: 'float32', shape: [...value.shape], data }];
    }),
  );
}

/** The snapshot a checkpoint holds; the caller disposes its tensors. */
export function snapshotFromData(data: NamedTensors, steps: Snapshot['steps']): Snapshot {
  const tensors = [...data].map(([name, { data: values, shape }]): [string, Tensor] => [
    name,
    tensor(values as Float32Array, [...shape]),
  ]);
  return { tensors: new Map(tensors), steps };
}
