import {
  type Batch,
  type BatchLoader,
  type BatchLoaderOptions,
  createBatchLoader,
  type Dataset,
  type Decoding,
  hasMaps,
  requireBatches,
  splitDataset,
  type TargetName,
} from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { Task } from '@ftn/tasks';
import { type GroupImages, type Recipe, type SubjectData, transformsOf } from '@ftn/training';
import type { Data } from './data.js';

/** What a recipe says of images on their way into the network. */
export type InputSettings = Pick<Recipe, 'input' | 'transforms' | 'batchSize'> &
  Partial<Pick<Recipe, 'sampling' | 'mixup' | 'cutmix'>>;

/** What evaluation does to images on their way into the network. */
export interface EvaluationSettings {
  readonly steps: BatchLoaderOptions['transforms'];
  readonly batchSize: number;
  readonly decode?: Decoding | undefined;
}

/** What a recipe says of images that are evaluated. */
export const evaluationSettings = ({ input, transforms, batchSize }: InputSettings): EvaluationSettings => ({
  steps: transformsOf(transforms.evaluate, input),
  batchSize,
  decode: input.decode,
});

/** How the images of a domain are loaded. */
export interface LoaderOptions {
  /** Names the order and the augmentation of every epoch. */
  readonly seed: number;
  /** Threads that decode and augment; the batches are the same for any number. */
  readonly workers?: number | undefined;
  /** What is read beside the images. */
  readonly targets: readonly TargetName[];
}

/** A domain's images in batches; `close` ends the threads that make them. */
export interface Subject extends SubjectData {
  close(): Promise<void>;
}

/** Share of the training images that choose among policies where the data brings no validation set. */
const groupHoldOut = 0.1;

const threads = (workers: number | undefined) => (workers === undefined ? {} : { workers });

/** Every image of a set once, in order, as evaluation sees it. */
export function evaluationLoader(
  dataset: Dataset,
  { steps, batchSize, decode }: EvaluationSettings,
  { targets, workers }: Omit<LoaderOptions, 'seed'>,
): BatchLoader {
  return createBatchLoader({
    dataset,
    batchSize,
    transforms: steps,
    decode,
    targets,
    ...threads(workers),
  });
}

/**
 * Refuses validation and test images that could not be measured after training: those of one batch must be of one size,
 * and of one that the tasks' metrics measure.
 *
 * @throws MismatchError that names two of different sizes, or a size that is too small for a metric
 */
export async function requireMeasurable(
  data: Pick<Data, 'validation' | 'test'>,
  tasks: readonly Pick<Task, 'requireSize'>[],
  settings: InputSettings,
): Promise<void> {
  const { steps: transforms, batchSize, decode } = evaluationSettings(settings);
  const onSize = (size: { height: number; width: number }) => {
    for (const task of tasks) task.requireSize?.(size);
  };
  for (const dataset of [data.validation, data.test])
    await requireBatches({ dataset, transforms, batchSize, decode, onSize });
}

/** Whether an epoch leaves out its last batch: one of a single image has no batch statistics worth the name. */
const leavesLastOut = (images: number, batchSize: number): boolean =>
  images > batchSize && images % batchSize === 1;

/** Batches of an epoch of training. */
export const batchesOfEpoch = (images: number, batchSize: number): number =>
  leavesLastOut(images, batchSize) ? Math.floor(images / batchSize) : Math.ceil(images / batchSize);

/** Training images, shuffled and augmented from the seed in every epoch. */
function trainingLoader(dataset: Dataset, settings: InputSettings, options: LoaderOptions): BatchLoader {
  const { input, transforms, batchSize, sampling, mixup, cutmix } = settings;
  if (hasMaps(dataset) && dataset.length < 2) {
    throw new UsageError(`'${dataset.name}' has too few images to train a decoder`, {
      expected: 'at least 2',
      got: String(dataset.length),
      hint: 'The batch norm over the mean of the image needs several images.',
    });
  }
  return createBatchLoader({
    dataset,
    batchSize,
    transforms: transformsOf(transforms.train, input),
    decode: input.decode,
    targets: options.targets,
    seed: options.seed,
    shuffle: true,
    balanced: sampling === 'balanced',
    mixing: { mixup, cutmix },
    dropLast: leavesLastOut(dataset.length, batchSize),
    ...threads(options.workers),
  });
}

/**
 * A domain's images for training on all domains together: two halves of the training images and a validation set,
 * which is taken from them where the data brings none.
 */
function groupLoaders(data: Data, settings: InputSettings, options: LoaderOptions) {
  const { seed } = options;
  const { train: whole, validation } = data;
  if (hasMaps(whole)) {
    throw new UsageError(`'${data.name}' cannot be trained together with other domains`, {
      expected: 'images with classes',
      hint: 'Choose a method that keeps the shared network as it is.',
    });
  }
  const held =
    validation.length > 0
      ? { train: whole, val: validation }
      : splitDataset(whole, { fraction: groupHoldOut, seed });
  const parts = splitDataset(held.train, { fraction: 0.5, seed });
  const made = [held.train, parts.train, parts.val].map((set) => trainingLoader(set, settings, options));
  const [train, first, second] = made as [BatchLoader, BatchLoader, BatchLoader];
  const held1 = evaluationLoader(held.val, evaluationSettings(settings), options);
  const images: GroupImages = { train, halves: [first, second], validation: () => held1.batches(0) };
  return { images, close: () => Promise.all([...made, held1].map((loader) => loader.close())) };
}

/** A domain's three sets as training takes them: in a new order every epoch, the rest in the order of the set. */
export function createSubject(data: Data, settings: InputSettings, options: LoaderOptions): Subject {
  const train = trainingLoader(data.train, settings, options);
  const evaluations = new Map<string, BatchLoader>();
  let group: ReturnType<typeof groupLoaders> | undefined;
  const each = (name: 'validation' | 'test', { targets }: Task): AsyncIterable<Batch> => {
    const key = `${name} ${targets.join(' ')}`;
    const loader =
      evaluations.get(key) ??
      evaluationLoader(data[name], evaluationSettings(settings), { ...options, targets });
    evaluations.set(key, loader);
    return loader.batches(0);
  };
  return {
    name: data.name,
    classes: data.classes,
    testImages: data.test.length,
    train,
    validation: data.validation.length > 0 ? (task) => each('validation', task) : null,
    test: (task) => each('test', task),
    group() {
      group ??= groupLoaders(data, settings, options);
      return group.images;
    },
    async close() {
      await Promise.all([train, ...evaluations.values()].map((loader) => loader.close()));
      await group?.close();
    },
  };
}
