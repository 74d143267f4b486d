import { join } from 'node:path';
import { addAll } from '../check/add-all.js';
import { classMismatches } from '../check/class-mismatches.js';
import { listSplit } from '../check/list-images.js';
import { folderEntries } from '../folders/folder-entries.js';
import { manifestName, readManifest } from '../prepare/manifest.js';
import { Findings } from './findings.js';
import type { LayoutScan, ListedFile, SplitName } from './layout.js';

/** A data set prepared as `train/CLASS/FILE` and `test/CLASS/FILE`, perhaps with `val/`: labels follow the sorted folders. */
export async function scanClassFolders(root: string, name: string): Promise<LayoutScan> {
  const findings = new Findings();
  const entries = await findings.attempt('missing-folder', root, () => folderEntries(root));
  const splits: Partial<Record<SplitName, ListedFile[]>> = {};
  let classes: readonly string[] = [];
  if (entries) {
    await expectPrepared(findings, root, entries.files);
    for (const split of ['train', 'test', 'val'] as const) {
      if (!entries.folders.includes(split)) {
        if (split !== 'val') {
          const hint = 'Prepare the set with `prepareLayout`, or check the path.';
          findings.add('missing-folder', join(root, split), `the '${split}' split is missing`, hint);
        }
        continue;
      }
      const listed = await listSplit(join(root, split), split);
      addAll(findings.problems, listed.problems);
      if (split === 'train') classes = listed.classes;
      else addAll(findings.problems, classMismatches(root, split, classes, listed.classes));
      const labels = new Map(classes.map((className, label) => [className, label]));
      splits[split] = listed.images
        .filter(({ className }) => labels.has(className))
        .map(({ path, className }) => ({ path, label: labels.get(className)!, source: path }));
    }
  }
  return { name, classes, splits, problems: findings.problems };
}

/** A folder that 'ftn data prepare' has not finished lacks images, though nothing in it is wrong. */
async function expectPrepared(findings: Findings, root: string, files: readonly string[]): Promise<void> {
  if (!files.includes(manifestName)) return;
  const manifest = await readManifest(root);
  if (manifest?.complete) return;
  const hint = 'Run the same `prepareLayout` again: what is done is kept.';
  findings.add('incomplete', join(root, manifestName), 'the set is not prepared to its end', hint);
}
