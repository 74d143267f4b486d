import { FtnError } from '@ftn/errors';
import { checkSamples } from '../check/check-samples.js';
import { type Problem, problemFrom } from '../check/problem.js';
import type { DenseKey } from '../dense/dense-sample.js';
import { scanMaps } from './scan-maps.js';

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
    return [...findings.problems, ...(await checkSamples(samples, onSample))];
  } catch (error) {
    if (!FtnError.isInstance(error)) throw error;
    return [problemFrom('missing-folder', error, root)];
  }
}
