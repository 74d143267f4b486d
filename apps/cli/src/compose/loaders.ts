import { type Batch, type BatchLoader, createBatchLoader, type ImageDataset } from '@ftn/datasets';
import type { BatchSource, Recipe } from '@ftn/training';
import type { DomainData } from './domain-data.js';
import { transformSteps } from './transforms.js';

/** What a recipe says of images on their way into the network. */
export type InputSettings = Pick<Recipe, 'input' | 'transforms' | 'batchSize'>;

/** The part of it that evaluation needs. */
export type EvaluationSettings = Pick<Recipe, 'input' | 'batchSize'> & {
  readonly transforms: Pick<Recipe['transforms'], 'evaluate'>;
};

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
  /** Ends the threads. */
  close(): Promise<void>;
}

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
    transforms: transformSteps(settings.transforms.evaluate, settings.input),
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

/** The batches of a domain's three sets; `close` ends their threads. */
export function createLoaders(
  data: DomainData,
  settings: InputSettings,
  options: LoaderOptions,
): DomainLoaders {
  const train = trainingLoader(data.train, settings, options);
  const validation =
    data.validation.length > 0 ? evaluationLoader(data.validation, settings, options.workers) : undefined;
  const test = evaluationLoader(data.test, settings, options.workers);
  return {
    name: data.name,
    classes: data.classes,
    train: {
      batchesPerEpoch: train.length,
      batches: (epoch, fromBatch) => train.batches(epoch, fromBatch),
      nameOf(index) {
        const image = data.train.image(index);
        return image.kind === 'file' ? image.path : `${data.train.name} number ${index}`;
      },
    },
    validation: () => (validation ? validation.batches(0) : noBatches()),
    test: () => test.batches(0),
    testImages: data.test.length,
    async close() {
      await Promise.all([train.close(), validation?.close(), test.close()]);
    },
  };
}
