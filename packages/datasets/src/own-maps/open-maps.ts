import { join } from 'node:path';
import { FormatError, UsageError } from '@ftn/errors';
import type { DenseDataset } from '../dense/dense-dataset.js';
import type { DenseKey } from '../dense/dense-sample.js';
import { requireSound } from '../layouts/require-sound.js';
import { drawAside } from '../split-dataset.js';
import { type MapSample, type MapScan, mapFolders, scanMaps } from './scan-maps.js';

/** How a folder of images and maps is opened. */
export interface OpenMapsOptions {
  /** What the data is called; default the folder's name. */
  readonly name: string;
  /** The maps that are read, which alone have to be there; default all that are. */
  readonly keys?: readonly DenseKey[] | undefined;
  /** A share of the images that is tested, where no list says which. */
  readonly test?: { readonly fraction: number; readonly seed?: number } | undefined;
}

/** The sets of a folder of images and maps. */
export interface MapSplits {
  readonly train: DenseDataset;
  readonly val?: DenseDataset;
  readonly test: DenseDataset;
}

/**
 * Opens `images/` with `labels/`, `depth/`, `normals/` and `edges/` beside it, one file of each kind an image; `maps.json` names
 * the labels, and `train.txt`, `test.txt` and perhaps `val.txt` say which image belongs where.
 *
 * Without lists a seeded share is tested. With `test.txt` alone, what it does not name is trained on.
 *
 * @throws FormatError for the first thing that is missing or wrong (`checkMaps` finds everything), UsageError where a share is to
 *   be tested though there is a list
 */
export async function openMaps(root: string, options: OpenMapsOptions): Promise<MapSplits> {
  const scan = await scanMaps(root, options.keys);
  requireSound(scan.findings.problems);
  const { train, val, test } = divide(root, scan, options.test);
  const datasetOf = (split: string, samples: readonly MapSample[]): DenseDataset => {
    if (samples.length > 0) return dataset(`${options.name}/${split}`, scan, samples);
    throw new FormatError(`no image is left for ${split === 'test' ? 'testing' : 'training'}`, {
      file: root,
      hint: 'Correct the lists, or change the share.',
    });
  };
  return {
    train: datasetOf('train', train),
    test: datasetOf('test', test),
    ...(val.length > 0 ? { val: datasetOf('val', val) } : {}),
  };
}

function divide(
  root: string,
  { samples, lists }: MapScan,
  share: OpenMapsOptions['test'],
): { train: MapSample[]; val: MapSample[]; test: MapSample[] } {
  const named = (ids: readonly string[] = []) => samples.filter(({ id }) => ids.includes(id));
  if (lists.test) {
    if (share) {
      throw new UsageError('a list says which images are tested', {
        file: join(root, 'test.txt'),
        hint: 'Leave the fraction for testing out, or move the list elsewhere.',
      });
    }
    const other = new Set([...lists.test, ...(lists.val ?? [])]);
    const rest = samples.filter(({ id }) => !other.has(id));
    return { train: lists.train ? named(lists.train) : rest, val: named(lists.val), test: named(lists.test) };
  }
  if (!share) {
    throw new FormatError('nothing says which images are tested', {
      file: root,
      expected: 'test.txt with the name of an image a line, or a share for testing',
      hint: 'Write it, or add `testFraction: 0.2`.',
    });
  }
  const val = named(lists.val);
  const all = (lists.train ? named(lists.train) : samples).filter((sample) => !val.includes(sample));
  const aside = drawAside(all.length, share, 'test');
  return { train: all.filter((_, i) => !aside.has(i)), val, test: all.filter((_, i) => aside.has(i)) };
}

function dataset(name: string, { settings, keys }: MapScan, samples: readonly MapSample[]): DenseDataset {
  const { labels = [], colors, source } = settings;
  const originOf = (key: DenseKey) => `${mapFolders[key]}/ of the data${source ? ` (${source})` : ''}`;
  return {
    name,
    classes: labels,
    ...(colors ? { colors } : {}),
    keys,
    origins: Object.fromEntries(keys.map((key) => [key, originOf(key)])),
    length: samples.length,
    sample(index) {
      const { image, maps } = samples[index]!;
      return { kind: 'files', image, maps };
    },
  };
}
