import { join } from 'node:path';
import { type MatFile, type MatNumeric, matVariable, readMat } from '@ftn/formats';
import { readAnnotations } from './annotation-file.js';
import { Findings } from './findings.js';
import { finishScan } from './finish-scan.js';
import type { LayoutScan, ListedFile, SplitName } from './layout.js';
import { layoutRoot } from './layout-root.js';

const CLASSES = 102;

/** How the validation images of Oxford Flowers are used. */
export interface FlowersOptions {
  /**
   * Where the set's own validation images go: among the training images (2,040 of them, as in
   * ImageNet-to-Sketch), which is the default, or into a separate split (1,020 and 1,020).
   */
  readonly validation?: 'train' | 'separate';
}

/** Variable names in setid.mat. Note that the test split is the large one. */
const splitVariables = { train: 'trnid', val: 'valid', test: 'tstid' } as const;

/**
 * Oxford Flowers 102 as published: `jpg/image_00001.jpg` …, `imagelabels.mat` and `setid.mat`.
 *
 * Labels and image numbers in the files count from 1. Source: Nilsback and Zisserman 2008.
 */
export async function scanFlowers(folder: string, options: FlowersOptions = {}): Promise<LayoutScan> {
  const root = layoutRoot(folder, 'imagelabels.mat', ['flowers-102', 'flowers102', 'flowers']);
  const findings = new Findings();
  const labels = await readVariables(findings, join(root, 'imagelabels.mat'), ['labels']);
  const splits = await readVariables(findings, join(root, 'setid.mat'), Object.values(splitVariables));
  const classes = Array.from({ length: CLASSES }, (_, i) => String(i + 1).padStart(3, '0'));
  const found: Record<SplitName, ListedFile[]> = { train: [], val: [], test: [] };
  if (labels && splits) {
    checkLabels(findings, labels.mat.file!, labels.values[0]!);
    const seen = new Map<number, SplitName>();
    for (const [i, split] of (['train', 'val', 'test'] as const).entries()) {
      const ids = splits.values[i]!;
      for (const id of Array.from(ids.data as ArrayLike<number>, Number)) {
        const file = listedFile(
          findings,
          root,
          labels.values[0]!,
          { id, split, ids, source: splits.mat.file! },
          seen,
        );
        if (file) found[split].push(file);
      }
    }
  }
  const { train, val, test } = found;
  // Among the training images the set's own validation images stand in the order of their numbers.
  const merged = [...train, ...val].sort((a, b) => (a.path < b.path ? -1 : 1));
  const listed = options.validation === 'separate' ? found : { train: merged, test };
  return finishScan('flowers', classes, listed, findings);
}

async function readVariables(
  findings: Findings,
  file: string,
  names: readonly string[],
): Promise<{ mat: MatFile; values: MatNumeric[] } | undefined> {
  return findings.attempt('broken-annotations', file, async () => {
    const mat = readMat(await readAnnotations(file), { file });
    return { mat, values: names.map((name) => matVariable(mat, name, 'numeric')) };
  });
}

function checkLabels(findings: Findings, file: string, { data, offset }: MatNumeric): void {
  for (const [i, label] of Array.from(data as ArrayLike<number>, Number).entries()) {
    if (Number.isInteger(label) && label >= 1 && label <= CLASSES) continue;
    findings.add(
      'label-range',
      file,
      `the label of image ${i + 1} is out of range: expected 1 to ${CLASSES}, got ${label}`,
      'Download the file again.',
      { offset },
    );
  }
}

function listedFile(
  findings: Findings,
  root: string,
  labels: MatNumeric,
  entry: { id: number; split: SplitName; ids: MatNumeric; source: string },
  seen: Map<number, SplitName>,
): ListedFile | undefined {
  const { id, split, ids, source } = entry;
  const place = { offset: ids.offset };
  const name = splitVariables[split];
  if (!(Number.isInteger(id) && id >= 1 && id <= labels.data.length)) {
    const problem = `'${name}' names image ${id}, which has no label: expected 1 to ${labels.data.length}`;
    findings.add('label-range', source, problem, 'Check that both .mat files are of this set.', place);
    return undefined;
  }
  const earlier = seen.get(id);
  if (earlier) {
    const twice = `image ${id} is in '${splitVariables[earlier]}' and in '${name}'`;
    findings.add(earlier === split ? 'duplicate' : 'leak', source, twice, 'Download the file again.', place);
    return undefined;
  }
  seen.set(id, split);
  const label = Number(labels.data[id - 1]) - 1;
  if (!(label >= 0 && label < CLASSES)) return undefined;
  const path = join(root, 'jpg', `image_${String(id).padStart(5, '0')}.jpg`);
  return { path, label, source, ...place };
}
