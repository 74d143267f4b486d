import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  checkNyud,
  checkNyudLabeled,
  type DenseDataset,
  type DenseKey,
  type NyudLabels,
  openNyud,
  openNyudLabeled,
  type Problem,
} from '@ftn/datasets';
import type { DenseData } from './dense-data.js';

const labeledName = 'nyu_depth_v2_labeled.mat';

/** The original file with what must lie beside it. */
interface LabeledFiles {
  readonly file: string;
  readonly classMapping: string;
  readonly splits: string;
  /** A folder of normals, one picture an image, where there is one. */
  readonly normals?: string;
}

/** The original file at a place, or in the folder there; null where it is a packaging. */
function labeledFilesAt(place: string): LabeledFiles | null {
  const path = resolve(place);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  const file = isFile ? path : join(path, labeledName);
  if (!existsSync(file)) return null;
  const folder = dirname(file);
  const normals = join(folder, 'normals');
  return {
    file,
    classMapping: join(folder, 'classMapping40.mat'),
    splits: join(folder, 'splits.mat'),
    ...(existsSync(normals) ? { normals } : {}),
  };
}

/** NYUD's training and test images (`val` of its lists), from a packaging or from the original file. */
export async function openNyudRoot(
  place: string,
  { labels }: { readonly labels: NyudLabels },
  keys: readonly DenseKey[],
): Promise<DenseData> {
  const labeled = labeledFilesAt(place);
  const open = (split: 'train' | 'val'): Promise<DenseDataset> =>
    labeled
      ? openNyudLabeled(labeled.file, { ...labeled, split, labels, keys })
      : openNyud(resolve(place), { split, labels, keys });
  const train = await open('train');
  return { name: 'nyud', classes: train.classes, train, validation: null, test: await open('val') };
}

/** Everything wrong with a packaging, or with the original file and what lies beside it. */
export function checkNyudRoot(
  place: string,
  onSample: (done: number, total: number) => void,
): Promise<Problem[]> {
  const labeled = labeledFilesAt(place);
  return labeled
    ? checkNyudLabeled(labeled.file, labeled, onSample)
    : checkNyud(resolve(place), {}, onSample);
}
