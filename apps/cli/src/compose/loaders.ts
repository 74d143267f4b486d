import {
  type Batch,
  type BatchLoader,
  createBatchLoader,
  type ImageDataset,
  splitDataset,
  type TransformStep,
} from '@ftn/datasets';
import type { BatchSource, GroupImages, Recipe } from '@ftn/training';
import type { DomainData } from './domain-data.js';
import { transformSteps } from './transforms.js';

/** What a recipe says of images on their way into the network. */
export type InputSettings = Pick<Recipe, 'input' | 'transforms' | 'batchSize'>;

/** How evaluation prepares images, step by step. */
export interface EvaluationSettings {
  readonly steps: readonly TransformStep[];
  readonly batchSize: number;
}

/** What a recipe says of images in evaluation. */
export function evaluationSettings({ input, transforms, batchSize }: InputSettings): EvaluationSettings {
  return { steps: transformSteps(transforms.evaluate, input), batchSize };
}

export interface LoaderOptions {
  /** Names the order and the augmentation of every epoch. */
  readonly seed: number;
  /** Threads that decode and augment; the batches are the same for any number. */
  readonly workers?: number | undefined;
}

/** A domain's batches: training in a new order every epoch, the rest in the order of the set. */
export interface DomainLoaders {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: BatchSource;
  readonly validation: () => AsyncIterable<Batch>;
  readonly test: () => AsyncIterable<Batch>;
  readonly testImages: number;
  /** What training on all domains together takes; its loaders are made when it is first asked for. */
  readonly group: () => GroupImages;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Share of the training images that choose among policies where the data brings no validation set. */
const groupHoldOut = 0.1;

const threads = (workers: number | undefined) => (workers === undefined ? {} : { workers });

/** Every image of a set once, in order, as evaluation sees it. */
export function evaluationLoader(
  dataset: ImageDataset,
  settings: EvaluationSettings,
  workers?: number,
): BatchLoader {
  return createBatchLoader({
    dataset,
    batchSize: settings.batchSize,
    transforms: settings.steps,
    ...threads(workers),
  });
}

/** Training images, shuffled and augmented anew every epoch from the seed. */
function trainingLoader(dataset: ImageDataset, settings: InputSettings, options: LoaderOptions): BatchLoader {
  const { batchSize } = settings;
  return createBatchLoader({
    dataset,
    batchSize,
    transforms: transformSteps(settings.transforms.train, settings.input),
    seed: options.seed,
    shuffle: true,
    // A batch of one image has no batch statistics worth the name.
    dropLast: dataset.length > batchSize && dataset.length % batchSize === 1,
    ...threads(options.workers),
  });
}

async function* noBatches(): AsyncGenerator<Batch> {}

/** A training loader as a source that knows what its images are called. */
function sourceOf(loader: BatchLoader, dataset: ImageDataset): BatchSource {
  return {
    batchesPerEpoch: loader.length,
    batches: (epoch, fromBatch) => loader.batches(epoch, fromBatch),
    nameOf(index) {
      const image = dataset.image(index);
      return image.kind === 'file' ? image.path : `${dataset.name} number ${index}`;
    },
  };
}

/**
 * A domain's images for training on all domains together: two halves of the training images and a validation set,
 * which is taken from them where the data brings none.
 */
function groupLoaders(data: DomainData, settings: InputSettings, options: LoaderOptions) {
  const { seed, workers } = options;
  const held =
    data.validation.length > 0
      ? { train: data.train, val: data.validation }
      : splitDataset(data.train, { fraction: groupHoldOut, seed });
  const parts = splitDataset(held.train, { fraction: 0.5, seed });
  const sets = [held.train, parts.train, parts.val];
  const loaders = sets.map((set) => trainingLoader(set, settings, options));
  const validation = evaluationLoader(held.val, evaluationSettings(settings), workers);
  const [train, first, second] = loaders.map((loader, i) => sourceOf(loader, sets[i]!)) as [
    BatchSource,
    BatchSource,
    BatchSource,
  ];
  const images: GroupImages = {
    train,
    halves: [first, second],
    validation: () => validation.batches(0),
  };
  return { images, close: () => Promise.all([...loaders, validation].map((loader) => loader.close())) };
}

/** The batches of a domain's three sets; `close` ends their threads. */
export function createLoaders(
  data: DomainData,
  settings: InputSettings,
  options: LoaderOptions,
): DomainLoaders {
  const train = trainingLoader(data.train, settings, options);
  const evaluation = evaluationSettings(settings);
  const validation =
    data.validation.length > 0 ? evaluationLoader(data.validation, evaluation, options.workers) : undefined;
  const test = evaluationLoader(data.test, evaluation, options.workers);
  let group: ReturnType<typeof groupLoaders> | undefined;
  return {
    name: data.name,
    classes: data.classes,
    train: sourceOf(train, data.train),
    validation: () => (validation ? validation.batches(0) : noBatches()),
    test: () => test.batches(0),
    testImages: data.test.length,
    group() {
      group ??= groupLoaders(data, settings, options);
      return group.images;
    },
    async close() {
      await Promise.all([train.close(), validation?.close(), test.close(), group?.close()]);
    },
  };
}
