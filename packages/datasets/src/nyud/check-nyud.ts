import { FtnError } from '@ftn/errors';
import { addAll } from '../check/add-all.js';
import { uniformMap, unturned } from '../check/check-maps.js';
import { mapAtOnce } from '../check/map-at-once.js';
import { type Problem, type ProblemCode, problemFrom } from '../check/problem.js';
import { denseKeys } from '../dense/dense-sample.js';
import { readMap } from '../dense/maps/read-map.js';
import { sizeMismatch } from '../dense/read-dense-files.js';
import { decodeImage } from '../pixels/decode-image.js';
import { readImageFile } from '../pixels/read-image-file.js';
import { type ListedSample, type NyudFolderOptions, scanNyud } from './scan-nyud.js';

/** Samples read at once: a bound on memory. */
const AT_ONCE = 4;

/**
 * Finds everything wrong with a packaging of NYUD in one pass: lists, missing maps, broken files, maps of another
 * size than their image, depth in millimetres or not finite, labels out of range; and, as warnings, maps all ignored or of one
 * class and images whose EXIF orientation is not followed.
 *
 * Every file is read in full and nothing is thrown for a bad one. `onSample` is called after each sample with how many of
 * all are done.
 */
export async function checkNyud(
  root: string,
  options: Omit<NyudFolderOptions, 'split'> = {},
  onSample?: (done: number, total: number) => void,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const samples: ListedSample[] = [];
  for (const split of ['train', 'val'] as const) {
    try {
      const scan = await scanNyud(root, { ...options, split });
      addAll(problems, scan.findings.problems);
      addAll(samples, scan.samples);
    } catch (error) {
      if (!FtnError.isInstance(error)) throw error;
      // A folder of no known packaging: both splits would say the same.
      return [problemFrom('missing-folder', error, root)];
    }
  }
  let done = 0;
  const found = await mapAtOnce(samples, AT_ONCE, async (sample) => {
    const wrong = await checkSample(sample);
    onSample?.(++done, samples.length);
    return wrong;
  });
  return [...problems, ...found.flat()];
}

async function checkSample({ image, maps }: ListedSample): Promise<Problem[]> {
  const problems: Problem[] = [];
  const attempt = async <T>(
    code: ProblemCode,
    file: string,
    read: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!FtnError.isInstance(error)) throw error;
      problems.push(problemFrom(code, error, file));
      return undefined;
    }
  };
  const pixels = await attempt('broken-image', image, async () => {
    const bytes = await readImageFile(image);
    problems.push(...(await unturned(image, bytes)));
    return decodeImage(bytes, image, { turn: false });
  });
  for (const key of denseKeys) {
    const file = maps[key];
    if (!file) continue;
    const map = await attempt('broken-map', file.path, () => readMap(key, file));
    if (map) problems.push(...uniformMap(key, map.data, file));
    if (!map || !pixels || (map.height === pixels.height && map.width === pixels.width)) continue;
    problems.push(problemFrom('broken-map', sizeMismatch(key, file.path, map, pixels), file.path));
  }
  return problems;
}
