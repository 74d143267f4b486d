import { basename, resolve } from 'node:path';
import { checkMaps, denseKeys, openMaps, type TargetName } from '@ftn/datasets';
import { countedCheck, type OnImage } from './counted-check.js';
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
export const checkOwnMaps = (
  place: string,
  onImage: OnImage,
  targets?: readonly TargetName[],
): Promise<DataCheck> =>
  countedCheck((onSample) => checkMaps(resolve(place), keysOf(targets), onSample), onImage);
