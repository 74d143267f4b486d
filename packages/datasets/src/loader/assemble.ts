import { assembleDenseBatch, type DenseArrays, type DenseTask } from '../dense/assemble-dense-batch.js';
import { assembleBatch, type ImageTask } from './assemble-batch.js';
import type { AssembledBatch } from './batch-writer.js';

/** A task for a loader thread. */
export type BatchTask = ImageTask | DenseTask;

/** The result of that task. */
export type Made<T extends BatchTask> = T extends ImageTask ? AssembledBatch : DenseArrays;

/** Makes one batch, of whatever kind. */
export function assemble<T extends BatchTask>(task: T): Promise<Made<T>> {
  // The compiler does not see that the branch taken settles T.
  return (task.kind === 'images' ? assembleBatch(task) : assembleDenseBatch(task)) as Promise<Made<T>>;
}

/** The memory a batch fills, which goes to the main thread without being copied. */
export function buffersOf(made: AssembledBatch | DenseArrays): ArrayBuffer[] {
  const arrays = 'images' in made ? [made.images] : Object.values(made).map(({ data }) => data);
  // Made by this thread, never over shared memory. Published types cannot say so: TypeScript 5.6 has no word for it.
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
