import type { DenseDataset } from '../dense/dense-dataset.js';
import { type DenseKey, denseKeys } from '../dense/dense-sample.js';
import { requireSound } from '../layouts/require-sound.js';
import { nyudClassList } from './nyud-classes.js';
import { type NyudFolderOptions, scanNyud } from './scan-nyud.js';

/**
 * NYUD in one of its two published packagings (ASTMT's, which RCM uses, and Vandenhende's): a split of its
 * `gt_sets` with images and the maps asked for.
 *
 * Normals are in the axes their authors chose; a flip negates their x.
 *
 * @throws FormatError with file and line for the first thing wrong with the list or missing; `checkNyud` finds
 *   everything
 */
export async function openNyud(root: string, options: NyudFolderOptions): Promise<DenseDataset> {
  const { packaging, labels, samples, findings } = await scanNyud(root, options);
  requireSound(findings.problems);
  const keys = options.keys ?? denseKeys;
  return {
    name: `nyud/${packaging}/${options.split}`,
    classes: nyudClassList(labels),
    keys,
    origins: originsOf(
      keys,
      `as published in the ${packaging === 'rcm' ? 'ASTMT/RCM' : 'Vandenhende'} packaging`,
    ),
    length: samples.length,
    sample(index) {
      const { image, maps } = samples[index]!;
      return { kind: 'files', image, maps };
    },
  };
}

function originsOf(keys: readonly DenseKey[], origin: string): Partial<Record<DenseKey, string>> {
  return Object.fromEntries(keys.map((key) => [key, origin]));
}
