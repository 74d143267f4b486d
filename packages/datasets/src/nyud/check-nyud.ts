import { FtnError } from '@ftn/errors';
import { addAll } from '../check/add-all.js';
import { checkSamples } from '../check/check-samples.js';
import { type Problem, problemFrom } from '../check/problem.js';
import { type ListedSample, type NyudFolderOptions, scanNyud } from './scan-nyud.js';

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
  return [...problems, ...(await checkSamples(samples, onSample))];
}
