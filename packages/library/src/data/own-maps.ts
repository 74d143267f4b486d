import { basename, resolve } from 'node:path';
import { checkMaps, denseKeys, openMaps, type TargetName } from '@ftn/datasets';
import type { DataSplits } from './data.js';
import type { DataCheck, OpenSettings } from './data-source.js';

const keysOf = (targets: readonly TargetName[] | undefined) =>
  targets && denseKeys.filter((key) => targets.includes(key));

/** A folder of images and maps of one's own: one domain, named after the folder. */
export async function openOwnMaps(
  place: string,
  { seed, targets, testFraction }: Pick<OpenSettings, 'seed' | 'targets' | 'testFraction'>,
): Promise<DataSplits[]> {
  const root = resolve(place);
  const name = basename(root);
  const test = testFraction === undefined ? undefined : { fraction: testFraction, seed };
  return [{ name, ...(await openMaps(root, { name, keys: keysOf(targets), test })) }];
}

/** Everything wrong with such a folder, or with those maps of it that are asked for. */
export async function checkOwnMaps(
  place: string,
  onImage: (done: number, total: number) => void,
  targets?: readonly TargetName[],
): Promise<DataCheck> {
  let images = 0;
  const problems = await checkMaps(resolve(place), keysOf(targets), (done, total) => {
    images = total;
    onImage(done, total);
  });
  return { problems, images };
}
