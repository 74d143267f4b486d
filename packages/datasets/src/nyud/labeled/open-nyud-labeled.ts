import { join } from 'node:path';
import { FormatError } from '@ftn/errors';
import type { DenseDataset } from '../../dense/dense-dataset.js';
import { type DenseKey, denseKeys } from '../../dense/dense-sample.js';
import { folderEntries } from '../../folders/folder-entries.js';
import { type NyudLabels, nyudClassList } from '../nyud-classes.js';
import { readClassMapping, readSplits } from './class-mapping.js';
import { openLabeledFile } from './labeled-file.js';

/** How the original NYUD file is opened. */
export interface NyudLabeledOptions {
  /** 795 images for training, 654 for testing (`val`). */
  readonly split: 'train' | 'val';
  /** classMapping40.mat: the 894 classes to 40. */
  readonly classMapping: string;
  /** splits.mat: 795 images for training, 654 for testing (here 'val', as the packagings call it). */
  readonly splits: string;
  /** 41 with 'background' (the default) or 40 with unlabelled pixels ignored. */
  readonly labels?: NyudLabels;
  /** The maps to read; default all four. */
  readonly keys?: readonly DenseKey[];
  /** A folder with one picture of normals for every image of the file, in the file's order by name. */
  readonly normals?: string;
}

/**
 * NYUD from its original file, nyu_depth_v2_labeled.mat, read slice by slice.
 *
 * It holds no edges and no normals: edges are the borders of its labelled objects, normals are computed from depth
 * unless a folder of them is given; `origins` says which.
 *
 * @throws FormatError where the files do not belong together
 */
export async function openNyudLabeled(file: string, options: NyudLabeledOptions): Promise<DenseDataset> {
  const { split, labels = 41, keys = denseKeys } = options;
  const labeled = await openLabeledFile(file);
  const { images } = labeled;
  labeled.close();
  const labelOf = await readClassMapping(options.classMapping, labels);
  const indices = (await readSplits(options.splits, images))[split];
  const normals =
    options.normals && keys.includes('normals') ? await normalsIn(options.normals, images) : undefined;
  const origins: Record<DenseKey, string> = {
    edge: 'borders of the labelled objects, seams of up to 5 pixels closed',
    labels: `the file's 894 classes by classMapping40.mat to ${labels}`,
    normals: options.normals
      ? `read from ${options.normals}`
      : 'computed from depth: planes fitted to 7 × 7 pixels',
    depth: "the file's depths (holes filled by its authors)",
  };
  return {
    name: `nyud/labeled/${split}`,
    classes: nyudClassList(labels),
    keys,
    origins: Object.fromEntries(keys.map((key) => [key, origins[key]])),
    length: indices.length,
    sample(at) {
      const index = indices[at]!;
      const path = normals?.[index];
      return { kind: 'nyud-labeled', file, index, labelOf, ...(path === undefined ? {} : { normals: path }) };
    },
  };
}

async function normalsIn(folder: string, images: number): Promise<string[]> {
  const { files } = await folderEntries(folder);
  const pictures = files.filter((name) => /\.(png|jpe?g|npy)$/i.test(name)).sort();
  if (pictures.length !== images) {
    throw new FormatError('the folder of normals does not match the file', {
      file: folder,
      expected: `${images} pictures, one an image`,
      got: String(pictures.length),
      hint: 'Unpack the whole archive there.',
    });
  }
  return pictures.map((name) => join(folder, name));
}
