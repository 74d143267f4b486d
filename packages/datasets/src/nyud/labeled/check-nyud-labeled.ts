import { FtnError } from '@ftn/errors';
import { uniformMap } from '../../check/check-maps.js';
import { type Problem, problemFrom } from '../../check/problem.js';
import { denseKeys } from '../../dense/dense-sample.js';
import type { LabeledSource } from './labeled-source.js';
import { type NyudLabeledOptions, openNyudLabeled } from './open-nyud-labeled.js';
import { readLabeled } from './read-labeled.js';

/**
 * Finds everything wrong with nyu_depth_v2_labeled.mat and the files beside it in one pass: every map of every
 * image is read (edges and normals only where they can fail by themselves).
 *
 * Nothing is thrown for bad files. `onSample` is called after each image with the progress.
 */
export async function checkNyudLabeled(
  file: string,
  options: Omit<NyudLabeledOptions, 'split'>,
  onSample?: (done: number, total: number) => void,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const attempt = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!FtnError.isInstance(error)) throw error;
      problems.push(problemFrom('broken-map', error, file));
      return undefined;
    }
  };
  const keys = (options.keys ?? denseKeys).filter(
    (key) => key === 'labels' || key === 'depth' || (key === 'normals' && options.normals !== undefined),
  );
  const sets = [];
  for (const split of ['train', 'val'] as const) {
    const set = await attempt(() =>
      openNyudLabeled(file, { ...options, split, keys: options.keys ?? denseKeys }),
    );
    // What keeps one split from opening keeps both.
    if (!set) return problems;
    sets.push(set);
  }
  const total = sets.reduce((n, { length }) => n + length, 0);
  let done = 0;
  for (const set of sets) {
    for (let i = 0; i < set.length; i++) {
      const source = set.sample(i);
      for (const key of keys) {
        const sample = await attempt(() => readLabeled(source as LabeledSource, [key]));
        const path = `${file}, image ${(source as LabeledSource).index}`;
        if (sample) problems.push(...uniformMap(key, sample[key]!, { path }));
      }
      onSample?.(++done, total);
    }
  }
  return problems;
}
