import { join } from 'node:path';
import { type DenseKey, denseKeys } from '../dense/dense-sample.js';
import type { MapFile, MapFiles } from '../dense/maps/map-file.js';
import { folderEntries } from '../folders/folder-entries.js';
import { Findings } from '../layouts/findings.js';
import { layoutRoot } from '../layouts/layout-root.js';
import { nameFault } from '../layouts/listed-path.js';
import { readTextLines } from '../layouts/text-list.js';
import type { NyudLabels } from './nyud-classes.js';
import { detectPackaging, type NyudPackaging, nyudPackagings } from './packagings.js';

/** A sample by the files that its list and its packaging name. */
export interface ListedSample {
  readonly image: string;
  readonly maps: MapFiles;
  /** The list that names it and the line. */
  readonly list: string;
  readonly line: number;
}

/** The result of scanning a NYUD folder. */
export interface NyudScan {
  readonly packaging: NyudPackaging;
  readonly labels: NyudLabels;
  readonly samples: readonly ListedSample[];
  readonly findings: Findings;
}

/** How a NYUD folder is opened. */
export interface NyudFolderOptions {
  /** 795 images for training, 654 for testing (`val`). */
  readonly split: 'train' | 'val';
  /** Told by the files where left out. */
  readonly packaging?: NyudPackaging;
  /** How labels are counted; as the packaging's authors do where left out. */
  readonly labels?: NyudLabels;
  /** The maps to read; all four where left out. */
  readonly keys?: readonly DenseKey[];
}

/** Reads a split's list and looks for every file that it stands for; what is missing or wrong is a finding. */
export async function scanNyud(folder: string, options: NyudFolderOptions): Promise<NyudScan> {
  const root = layoutRoot(folder, 'gt_sets', ['NYUD_MT', 'NYUDv2', 'NYUD']);
  const { split, keys = denseKeys, packaging = detectPackaging(root) } = options;
  const labels = options.labels ?? nyudPackagings[packaging].labels;
  const findings = new Findings();
  const list = join(root, 'gt_sets', `${split}.txt`);
  const lines = (await findings.attempt('broken-annotations', list, () => readTextLines(list))) ?? [];
  const present = await presentFiles(root, packaging, keys, findings);
  const seen = new Map<string, number>();
  const samples: ListedSample[] = [];
  for (const { text, line } of lines) {
    const id = text.trim();
    const place = { line };
    const fault = nameFault(id);
    if (fault) {
      findings.add('malformed-line', list, `the image's name '${id}' ${fault}`, 'Correct the line.', place);
      continue;
    }
    const earlier = seen.get(id);
    if (earlier !== undefined) {
      findings.add(
        'duplicate',
        list,
        `names '${id}' again (line ${earlier})`,
        'Keep one of the two lines.',
        place,
      );
      continue;
    }
    seen.set(id, line);
    const lost = ['image' as const, ...keys].filter((key) => {
      const there = present.get(key);
      return there && !there.has(fileName(packaging, key, id));
    });
    for (const key of lost) {
      const path = join(root, folderOf(packaging, key), fileName(packaging, key, id));
      const hint = 'Restore the file or remove the line.';
      findings.add(
        key === 'image' ? 'missing-image' : 'missing-map',
        list,
        `names '${id}', whose ${key} ${path} is missing`,
        hint,
        place,
      );
    }
    if (lost.length > 0) continue;
    const maps = Object.fromEntries(keys.map((key) => [key, mapFile(root, packaging, labels, key, id)]));
    const image = join(root, folderOf(packaging, 'image'), fileName(packaging, 'image', id));
    samples.push({ image, maps, list, line });
  }
  if (lines.length === 0 && findings.problems.length === 0) {
    findings.add('broken-annotations', list, 'the list is empty', 'Download the file again.');
  }
  return { packaging, labels, samples, findings };
}

type FileKey = DenseKey | 'image';

function folderOf(packaging: NyudPackaging, key: FileKey): string {
  return key === 'image' ? 'images' : nyudPackagings[packaging].folders[key].folder;
}

function fileName(packaging: NyudPackaging, key: FileKey, id: string): string {
  return `${id}${key === 'image' ? '.jpg' : nyudPackagings[packaging].folders[key].ending}`;
}

function mapFile(
  root: string,
  packaging: NyudPackaging,
  labels: NyudLabels,
  key: DenseKey,
  id: string,
): MapFile {
  const variable = nyudPackagings[packaging].variables[key];
  return {
    path: join(root, folderOf(packaging, key), fileName(packaging, key, id)),
    ...(variable === undefined ? {} : { variable }),
    ...(key === 'labels' ? { classes: labels, zeroIsUnlabelled: labels === 40 } : {}),
  };
}

/** The files in each folder; a folder that is missing is one finding, not one for every line. */
async function presentFiles(
  root: string,
  packaging: NyudPackaging,
  keys: readonly DenseKey[],
  findings: Findings,
): Promise<Map<FileKey, ReadonlySet<string>>> {
  const present = new Map<FileKey, ReadonlySet<string>>();
  for (const key of ['image' as const, ...keys]) {
    const folder = join(root, folderOf(packaging, key));
    const entries = await findings.attempt('missing-folder', folder, () => folderEntries(folder));
    if (entries) present.set(key, new Set(entries.files));
  }
  return present;
}
