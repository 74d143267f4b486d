import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import type { DenseTask } from '../dense/assemble-dense-batch.js';
import type { DenseDataset } from '../dense/dense-dataset.js';
import type { DenseStep } from '../dense/dense-step.js';
import { validateDenseSteps } from '../dense/validate-dense-steps.js';
import type { ImageDataset } from '../image-dataset.js';
import { drawMix, type Mixing, mixLabels } from '../mixing/mix.js';
import type { TransformStep } from '../transforms/transform-step.js';
import { validateTransforms } from '../transforms/validate-transforms.js';
import type { ImageTask } from './assemble-batch.js';
import { balancedOrder } from './balanced-order.js';
import type { Batch, BatchLoader, TargetName } from './batch.js';
import { type BatchOptions, type BatchPlace, createOrderedBatches } from './ordered-batches.js';

/** Images with a class each, or images with maps. */
export type Dataset = ImageDataset | DenseDataset;

/** The data set of a batch loader, its transforms and its targets. */
export interface BatchLoaderOptions extends BatchOptions {
  /** The data set to read. */
  readonly dataset: Dataset;
  /** Steps from decoded image (with its maps) to network input. */
  readonly transforms: readonly (TransformStep | DenseStep)[];
  /** The targets to read beside the images; default all the data set has. */
  readonly targets?: readonly TargetName[] | undefined;
  /** Draws as many images of every class as of any other in each epoch, instead of every image once; default false. */
  readonly balanced?: boolean | undefined;
  /** Mixes the images of every batch with each other, and their classes; default not. */
  readonly mixing?: Mixing | undefined;
}

/** Whether a data set's images have maps instead of classes. */
export const hasMaps = (dataset: Dataset): dataset is DenseDataset => 'sample' in dataset;

/** What can be learned from the images of a data set. */
export const targetsOf = (dataset: Dataset): readonly TargetName[] =>
  hasMaps(dataset) ? dataset.keys : ['label'];

/** The name of an image of a data set in errors. */
export function imageName(dataset: Dataset, index: number): string {
  if (hasMaps(dataset)) {
    const source = dataset.sample(index);
    if (source.kind === 'files') return source.image;
    return source.kind === 'memory'
      ? `${dataset.name} number ${index}`
      : `${source.file}, image ${source.index}`;
  }
  const image = dataset.image(index);
  return image.kind === 'file' ? image.path : `${dataset.name} number ${index}`;
}

/**
 * Reads a data set in batches; order and content depend on (seed, epoch) alone, not on the threads.
 *
 * @throws UsageError for steps that cannot run and for targets the data set does not have
 */
export function createBatchLoader(options: BatchLoaderOptions): BatchLoader {
  const { dataset, targets = targetsOf(dataset) } = options;
  const missing = targets.find((target) => !targetsOf(dataset).includes(target));
  if (missing !== undefined) {
    throw new UsageError(`the data set '${dataset.name}' has no '${missing}'`, {
      expected: targetsOf(dataset).join(', '),
    });
  }
  const { length, batches, close } = hasMaps(dataset)
    ? mapBatches(dataset, options)
    : imageBatches(dataset, targets, options);
  return {
    batchesPerEpoch: length,
    batches,
    nameOf: (index) => imageName(dataset, index),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function imageBatches(dataset: ImageDataset, targets: readonly TargetName[], options: BatchLoaderOptions) {
  const transforms = options.transforms as readonly TransformStep[];
  validateTransforms(transforms);
  const labelled = targets.includes('label');
  const { balanced = false, mixing = {} } = options;
  const labels = () => Int32Array.from({ length: dataset.length }, (_, index) => dataset.label(index));
  const mixOf = ({ seed, epoch, batch }: BatchPlace) =>
    drawMix(mixing, new RandomStream(seed, 'mix', epoch, batch));
  return createOrderedBatches({
    ...options,
    defaultWorkers: () => (dataset.image(0).kind === 'pixels' ? 0 : undefined),
    drawnOrder: balanced
      ? (epoch, seed) => balancedOrder(labels(), new RandomStream(seed, 'sampling', epoch))
      : undefined,
    taskOf: (indices, { epoch, seed, batch, repeats }): ImageTask => {
      const sources = Array.from(indices, (index) => dataset.image(index));
      const drawn = { epoch, seed, repeats, mix: mixOf({ epoch, seed, batch }) };
      return { kind: 'images', sources, indices, ...drawn, transforms, decode: options.decode };
    },
    finish: ({ images, height, width }, indices, place): Batch => {
      const batch: Batch = { images, shape: [indices.length, height, width, 3], indices };
      if (!labelled) return batch;
      const data = Int32Array.from(indices, (index) => dataset.label(index));
      const label = { data, shape: [indices.length] } as const;
      const mix = mixOf(place);
      if (!mix) return { ...batch, label };
      const classes = dataset.classes.length;
      const mixed = {
        data: mixLabels(data, classes, mix, { height, width }),
        shape: [indices.length, classes],
      } as const;
      return { ...batch, label, mixed };
    },
  });
}

function mapBatches(dataset: DenseDataset, options: BatchLoaderOptions) {
  if (options.balanced || options.mixing?.mixup || options.mixing?.cutmix) {
    throw new UsageError(`the images of '${dataset.name}' have maps, not one class each`, {
      expected: 'neither balanced sampling nor mixed images',
    });
  }
  const keys = dataset.keys.filter((key) => options.targets?.includes(key) ?? true);
  const steps = options.transforms as readonly DenseStep[];
  const padded = options.transforms.find((step) => 'padding' in step && (step.padding ?? 0) > 0);
  if (padded) throw new UsageError(`'${padded.kind}' does not pad the maps of '${dataset.name}'`);
  validateDenseSteps(steps);
  return createOrderedBatches({
    ...options,
    defaultWorkers: () => (dataset.sample(0).kind === 'memory' ? 0 : undefined),
    taskOf: (indices, { epoch, seed }): DenseTask => {
      const sources = Array.from(indices, (index) => dataset.sample(index));
      return { kind: 'dense', sources, keys, indices, epoch, seed, steps, decode: options.decode };
    },
    finish: ({ image, ...maps }, indices): Batch => ({
      ...maps,
      images: image.data,
      shape: image.shape as Batch['shape'],
      indices,
    }),
  });
}
