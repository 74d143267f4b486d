import { FtnError } from '@ftn/errors';
import { errorCode } from '@ftn/errors/node';
import { readDenseSource } from '../dense/read-dense-source.js';
import { readImageSource } from '../loader/assemble-batch.js';
import type { TargetName } from '../loader/batch.js';
import { type Dataset, hasMaps, imageName } from '../loader/batch-loader.js';
import type { Decoding } from '../pixels/decoding.js';
import { mapAtOnce } from './map-at-once.js';

/** Images decoded at once: a bound on memory. */
const AT_ONCE = 4;

/** An image of a data set that cannot be read, or one of its maps. */
export interface BrokenImage {
  readonly index: number;
  /** The image, or the map that is broken. */
  readonly file: string;
  /** Why, in words without the file's name. */
  readonly problem: string;
}

/** How images are read, as a batch loader would. */
export interface FindBrokenOptions {
  /** The maps that are read with the images; default all of the data set. */
  readonly targets?: readonly TargetName[] | undefined;
  readonly decode?: Decoding | undefined;
  /** Called after each image. */
  readonly onImage?: ((done: number, total: number) => void) | undefined;
}

/**
 * Reads every image of a data set, its maps with it, as a batch loader would, and names those that would stop training.
 * Images that are in memory are none of them.
 */
export async function findBroken(dataset: Dataset, options: FindBrokenOptions = {}): Promise<BrokenImage[]> {
  const indices = Array.from({ length: dataset.length }, (_, index) => index);
  let done = 0;
  const found = await mapAtOnce(indices, AT_ONCE, async (index): Promise<BrokenImage | undefined> => {
    try {
      await readOne(dataset, index, options);
      return undefined;
    } catch (error) {
      if (!FtnError.isInstance(error) || !concernsOne(error)) throw error;
      return { index, file: error.details.file ?? imageName(dataset, index), problem: error.problem };
    } finally {
      options.onImage?.(++done, dataset.length);
    }
  });
  return found.filter((one) => one !== undefined);
}

/** Whether an image is at fault: what else a file system refuses (a permission, one more handle) may be so for all. */
const concernsOne = ({ exitCode, cause }: FtnError): boolean =>
  exitCode === 3 || errorCode(cause) === 'ENOENT';

async function readOne(
  dataset: Dataset,
  index: number,
  { targets, decode }: FindBrokenOptions,
): Promise<void> {
  if (hasMaps(dataset)) {
    const source = dataset.sample(index);
    const keys = dataset.keys.filter((key) => targets?.includes(key) ?? true);
    if (source.kind !== 'memory') await readDenseSource(source, keys, decode);
    return;
  }
  const source = dataset.image(index);
  if (source.kind === 'file') await readImageSource(source, decode);
}
