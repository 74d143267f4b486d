import { resolve } from 'node:path';
import { openTransientAttributes, seasons, splitDataset } from '@ftn/datasets';
import type { DomainSets } from '../domain-data.js';

/** Share of each camera's images that is tested on: the set itself has no split. */
const testShare = 0.1;

/** A domain for each season of the Transient Attributes; an image's class is its camera. */
export async function openTransientDomains(root: string): Promise<DomainSets[]> {
  const found = await openTransientAttributes(resolve(root));
  return seasons.map((season) => {
    const { train, val } = splitDataset(found.seasons[season], { fraction: testShare, seed: 0 });
    return { name: season, train, test: val };
  });
}
