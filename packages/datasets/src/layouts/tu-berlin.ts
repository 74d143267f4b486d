import { join } from 'node:path';
import { RandomStream } from '@ftn/random';
import { visibleEntries } from '../folders/folder-entries.js';
import { isImageName } from '../folders/image-names.js';
import { Findings } from './findings.js';
import type { LayoutScan, ListedFile } from './layout.js';
import { layoutRoot } from './layout-root.js';

/** One image in five is for testing: 16 of a class's 80. */
const TEST_SHARE = 0.2;

/**
 * The TU-Berlin sketches as published: 250 class folders of 80 PNG files, and no split.
 *
 * The split is ours, 64 and 16 of each class, drawn from the class's name alone, so that it is the same on
 * every machine and for any choice of classes. The one behind ImageNet-to-Sketch was not published; its
 * prepared folders hold it. Source: Eitz, Hays, Alexa 2012.
 */
export async function scanTuBerlin(folder: string): Promise<LayoutScan> {
  const root = layoutRoot(folder, 'airplane', ['png', 'sketches_png/png', 'sketches/png', 'sketches']);
  const findings = new Findings();
  const classes =
    (await findings.attempt('no-classes', root, async () => (await visibleEntries(root)).folders)) ?? [];
  if (classes.length === 0 && findings.problems.length === 0) {
    findings.add('no-classes', root, 'holds no class folders', "Unpack the sketches' PNG archive there.");
  }
  const splits: { train: ListedFile[]; test: ListedFile[] } = { train: [], test: [] };
  for (const [label, name] of classes.entries()) {
    const inside = join(root, name);
    const entries = await findings.attempt('missing-folder', inside, () => visibleEntries(inside));
    const images = (entries?.files ?? []).filter(isImageName);
    if (images.length < 2) {
      const problem = `class '${name}' holds ${images.length === 0 ? 'no images' : 'only one image'}`;
      findings.add('empty-class', inside, problem, 'Restore its images or remove the folder.');
    }
    const order = new RandomStream('TU-Berlin sketches, test images', name).permutation(images.length);
    const test = new Set(order.subarray(0, Math.max(1, Math.round(images.length * TEST_SHARE))));
    for (const [i, image] of images.entries()) {
      splits[test.has(i) ? 'test' : 'train'].push({
        path: join(inside, image),
        label,
        source: join(inside, image),
      });
    }
  }
  return { name: 'sketch', classes, splits, problems: findings.problems };
}
