import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImageDataset } from '../image-dataset.js';
import { decodeImage } from '../pixels/decode-image.js';
import { readImageFile } from '../pixels/read-image-file.js';

const folder = fileURLToPath(new URL('../layouts/__fixtures__/', import.meta.url));

/** An image as scripts/references/layouts.py read it. */
export interface ExpectedImage {
  readonly path: string;
  readonly label: number;
  readonly size: readonly number[];
  readonly sha256: string;
}

/** The folder of a sample. */
export const sample = (set: string) => join(folder, set);

/** What the script read from it. */
export function expectedLayout<T>(set: string): T {
  return JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))[set] as T;
}

const scratch: string[] = [];

/** Removes what a file of tests made; each registers it, as files that share a process load this module once. */
export async function removeScratch(): Promise<void> {
  for (const each of scratch.splice(0)) await rm(each, { recursive: true, force: true });
}

/** A new empty folder, which `removeScratch` removes. */
export async function scratchFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'ftn-layout-'));
  scratch.push(made);
  return made;
}

/** A copy of a sample that may be damaged. */
export async function copyOfSample(set: string): Promise<string> {
  const copy = join(await scratchFolder(), set);
  await cp(sample(set), copy, { recursive: true });
  return copy;
}

/** What a data set gives for every image, in the words of the script. */
export function describeDataset(dataset: ImageDataset, root: string): Promise<ExpectedImage[]> {
  return Promise.all(
    Array.from({ length: dataset.length }, async (_, index) => {
      const image = dataset.image(index);
      if (image.kind !== 'file') throw new Error('a layout holds files');
      const pixels = await decodeImage(await readImageFile(image.path), image.path, { box: image.box });
      return {
        path: relative(root, image.path),
        label: dataset.label(index),
        size: [pixels.width, pixels.height],
        sha256: createHash('sha256').update(pixels.data).digest('hex'),
      };
    }),
  );
}
