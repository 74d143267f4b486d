import { MismatchError } from '@ftn/errors';
import { readLabeled } from '../nyud/labeled/read-labeled.js';
import type { Decoding } from '../pixels/decoding.js';
import type { DenseSource } from './dense-dataset.js';
import { type DenseKey, type DenseSample, denseKeys } from './dense-sample.js';
import type { MapFile } from './maps/map-file.js';
import { requireVaried } from './maps/uniform-map.js';
import { readDenseFiles } from './read-dense-files.js';

/**
 * Reads a sample wherever it comes from: the image and those maps of `keys` only.
 *
 * @throws FormatError for a map from a file in which every pixel is ignored, unknown or of one class.
 */
export async function readDenseSource(
  source: DenseSource,
  keys: readonly DenseKey[],
  decode?: Decoding,
): Promise<DenseSample> {
  switch (source.kind) {
    case 'memory':
      return select(checked(source.sample), keys);
    case 'files':
      return varied(source, select(await readDenseFiles(source.image, source.maps, keys, decode), keys));
    case 'nyud-labeled':
      return varied(source, await readLabeled(source, keys));
  }
}

/**
 * Checks that a map holds something to learn from.
 * @throws FormatError, with the map's file, where it does not
 */
function varied(source: Exclude<DenseSource, { kind: 'memory' }>, sample: DenseSample): DenseSample {
  for (const key of denseKeys) {
    const data = sample[key];
    if (data) requireVaried(key, data, mapOf(source, key));
  }
  return sample;
}

function mapOf(source: Exclude<DenseSource, { kind: 'memory' }>, key: DenseKey): MapFile {
  if (source.kind === 'files') return source.maps[key]!;
  return { path: (key === 'normals' && source.normals) || `${source.file}, image ${source.index}` };
}

/**
 * Drops the maps that were not requested.
 * @throws MismatchError where a requested map is missing
 */
function select(sample: DenseSample, keys: readonly DenseKey[]): DenseSample {
  const { width, height, image } = sample;
  const missing = keys.find((key) => sample[key] === undefined);
  if (missing) {
    throw new MismatchError(`the sample has no '${missing}'`, {
      expected: keys.join(', '),
      hint: "List in the data set's keys only those that every sample has.",
    });
  }
  const maps = Object.fromEntries(keys.map((key) => [key, sample[key]]));
  return { width, height, image, ...maps };
}

/**
 * Checks the sizes of maps.
 * @throws MismatchError where a map does not match the size of its image
 */
function checked(sample: DenseSample): DenseSample {
  const pixels = sample.width * sample.height;
  for (const key of ['image', ...denseKeys] as const) {
    const data = sample[key];
    const expected = pixels * (key === 'image' || key === 'normals' ? 3 : 1);
    if (data === undefined || data.length === expected) continue;
    throw new MismatchError(`a sample in memory: '${key}' does not match its size`, {
      expected: `${expected} for ${sample.height} × ${sample.width}`,
      got: String(data.length),
    });
  }
  return sample;
}
