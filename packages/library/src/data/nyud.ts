import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  checkNyud,
  checkNyudLabeled,
  type DenseDataset,
  denseKeys,
  openNyud,
  openNyudLabeled,
  type TargetName,
} from '@ftn/datasets';
import { countedCheck, type OnImage } from './counted-check.js';
import type { DataSplits } from './data.js';
import type { DataCheck, OpenSettings } from './data-source.js';

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
  { labels, targets = denseKeys }: Pick<OpenSettings, 'labels' | 'targets'>,
): Promise<DataSplits[]> {
  const labeled = labeledFilesAt(place);
  const keys = denseKeys.filter((key) => targets.includes(key));
  const open = (split: 'train' | 'val'): Promise<DenseDataset> =>
    labeled
      ? openNyudLabeled(labeled.file, { ...labeled, split, labels, keys })
      : openNyud(resolve(place), { split, labels, keys });
  return [{ name: 'nyud', train: await open('train'), test: await open('val') }];
}

/** Everything wrong with a packaging, or with the original file and what lies beside it. */
export function checkNyudRoot(
  place: string,
  onImage: OnImage,
  targets: readonly TargetName[] = denseKeys,
): Promise<DataCheck> {
  const labeled = labeledFilesAt(place);
  const keys = denseKeys.filter((key) => targets.includes(key));
  return countedCheck(
    (onSample) =>
      labeled
        ? checkNyudLabeled(labeled.file, labeled, onSample)
        : checkNyud(resolve(place), { keys }, onSample),
    onImage,
  );
}
