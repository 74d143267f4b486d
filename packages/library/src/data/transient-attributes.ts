import { resolve } from 'node:path';
import { checkTransientAttributes, openTransientAttributes, seasons, splitDataset } from '@ftn/datasets';
import { countedCheck, type OnImage } from './counted-check.js';
import type { DataSplits } from './data.js';
import type { DataCheck } from './data-source.js';

/** Share of each camera's images that is tested on: the set itself has no split. */
const testShare = 0.1;

/** A domain for each season of the Transient Attributes; an image's class is its camera. */
export async function openTransientDomains(root: string): Promise<DataSplits[]> {
  const found = await openTransientAttributes(resolve(root));
  const chosen = found.counts.map(({ season, images, published }) => `${season} ${images} (${published})`);
  const notes = [
    `images of each season (the paper's): ${chosen.join(', ')}; left out: ${found.night} by night, ${found.unsure} of no sure season`,
  ];
  return seasons.map((season) => {
    const whole = found.seasons[season];
    const { train, val } = splitDataset(whole, { fraction: testShare, seed: 0 });
    return { name: season, train, test: val, whole, notes };
  });
}

/** Everything wrong with the Transient Attributes in a folder. */
export const checkTransient = (place: string, onImage: OnImage): Promise<DataCheck> =>
  countedCheck((onRow) => checkTransientAttributes(resolve(place), onRow), onImage);
