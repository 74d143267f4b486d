import {
  createDenseLoader,
  type DenseDataset,
  type DenseKey,
  type DenseLoader,
  type DenseSource,
  type DenseStep,
} from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { type BatchSource, type DenseBatch, type DenseRecipe, denseSource } from '@ftn/training';
import { denseSteps } from './dense-transforms.js';

/** What a recipe says of images on their way into the network. */
export type DenseInput = Pick<DenseRecipe, 'input' | 'transforms' | 'batchSize'>;

/** How evaluation prepares images, step by step. */
export interface DenseEvaluation {
  readonly steps: readonly DenseStep[];
  readonly batchSize: number;
}

/** What a recipe says of images in evaluation. */
export function denseEvaluationOf({ input, transforms, batchSize }: DenseInput): DenseEvaluation {
  return { steps: denseSteps(transforms.evaluate, input), batchSize };
}

interface LoaderOptions {
  readonly seed: number;
  readonly keys: readonly DenseKey[];
  /** Threads that read and augment; the batches are the same for any number. */
  readonly workers?: number | undefined;
}

const threads = (workers: number | undefined) => (workers === undefined ? {} : { workers });

/** What errors call a sample. */
function nameOf(source: DenseSource, { name }: DenseDataset, index: number): string {
  if (source.kind === 'files') return source.image;
  return source.kind === 'nyud-labeled' ? `${source.file}, image ${source.index}` : `${name} ${index}`;
}

/** Training images in a new order every epoch, augmented anew from (seed, epoch, image) alone. */
export function denseTrainingLoader(
  dataset: DenseDataset,
  { input, transforms, batchSize }: DenseInput,
  { seed, keys, workers }: LoaderOptions,
): { readonly source: BatchSource<DenseBatch>; close(): Promise<void> } {
  if (dataset.length < 2) {
    throw new UsageError(`'${dataset.name}' has too few images to train a decoder`, {
      expected: 'at least 2',
      got: String(dataset.length),
      hint: 'The batch norm over the mean of the image needs several images.',
    });
  }
  const loader = createDenseLoader({
    dataset,
    batchSize,
    steps: denseSteps(transforms.train, input),
    keys,
    seed,
    shuffle: true,
    // Over the mean of one image there is no variance.
    dropLast: dataset.length > batchSize && dataset.length % batchSize === 1,
    ...threads(workers),
  });
  const source = denseSource(loader, (index) => nameOf(dataset.sample(index), dataset, index));
  return { source, close: () => loader.close() };
}

/** Every image of a set once, in order, as evaluation sees it. */
export function denseEvaluationLoader(
  dataset: DenseDataset,
  { steps, batchSize }: DenseEvaluation,
  { keys, workers }: Omit<LoaderOptions, 'seed'>,
): DenseLoader {
  return createDenseLoader({ dataset, batchSize, steps: [...steps], keys, ...threads(workers) });
}
