import { FtnError } from '@ftn/errors';
import { checkSample } from '../check/check-sample.js';
import { mapAtOnce } from '../check/map-at-once.js';
import { type Problem, problemFrom } from '../check/problem.js';
import type { DenseKey } from '../dense/dense-sample.js';
import { scanMaps } from './scan-maps.js';

/** Samples read at once: a bound on memory. */
const AT_ONCE = 4;

/**
 * Finds everything wrong with a folder of images and maps in one pass: missing maps, names in lists, broken files, maps of another
 * size than their image, numbers that a map cannot have.
 *
 * `keys` alone are looked at; default all that are there. `onSample` is called after each sample.
 */
export async function checkMaps(
  root: string,
  keys?: readonly DenseKey[],
  onSample?: (done: number, total: number) => void,
): Promise<Problem[]> {
  try {
    const { findings, samples } = await scanMaps(root, keys);
    let done = 0;
    const found = await mapAtOnce(samples, AT_ONCE, async (sample) => {
      const wrong = await checkSample(sample);
      onSample?.(++done, samples.length);
      return wrong;
    });
    return [...findings.problems, ...found.flat()];
  } catch (error) {
    if (!FtnError.isInstance(error)) throw error;
    return [problemFrom('missing-folder', error, root)];
  }
}
