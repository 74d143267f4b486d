import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { domainNetDomains } from './domainnet.js';
import type { LayoutName } from './layouts.js';
import { layouts } from './layouts.js';
import { publishedCounts } from './published-counts.js';

/**
 * The real data sets, where they are: FTN_DATA names a folder with one folder for each, called as its data word
 * (`flowers`, `cars`, `cub`, `sketch`, `wikiart`, `domainnet`, `imagenet-to-sketch`).
 */
const data = process.env.FTN_DATA;

function folderOf(layout: LayoutName): string | undefined {
  const folder = data ? join(data, layout) : undefined;
  return folder && existsSync(folder) ? folder : undefined;
}

const reason = (layout: LayoutName) =>
  folderOf(layout) ? layout : `${layout} (skipped: FTN_DATA names no folder with '${layout}')`;

describe.each<LayoutName>(['flowers', 'cars', 'cub', 'sketch', 'wikiart', 'imagenet-to-sketch'])(
  'the real set',
  (layout) => {
    it.skipIf(!folderOf(layout))(`${reason(layout)} has the published counts and nothing wrong`, async () => {
      const { scan, published } = layouts[layout];
      const scans = await scan(folderOf(layout)!);
      expect(scans.length).toBe(layout === 'imagenet-to-sketch' ? 5 : 1);
      for (const found of scans) {
        const counts = published(found)!;
        expect(found.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(found.classes.length).toBe(counts.classes);
        if (counts.train) expect(found.splits.train?.length).toBe(counts.train);
        if (counts.test) expect(found.splits.test?.length).toBe(counts.test);
      }
    });
  },
);

describe('the real DomainNet', () => {
  it.skipIf(!folderOf('domainnet'))(
    `${reason('domainnet')} has the published counts, its two known gaps and nothing wrong`,
    async () => {
      const scans = await layouts.domainnet.scan(folderOf('domainnet')!);
      expect(scans.map(({ name }) => name)).toEqual([...domainNetDomains]);
      for (const { name, classes, splits, problems } of scans) {
        const counts = publishedCounts[`domainnet/${name}`]!;
        expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect([classes.length, splits.train?.length, splits.test?.length]).toEqual([
          345,
          counts.train,
          counts.test,
        ]);
      }
      const painting = scans.find(({ name }) => name === 'painting')!;
      const missing = (split: 'train' | 'test') => {
        const seen = new Set(painting.splits[split]!.map(({ label }) => label));
        return painting.classes.map((_, label) => label).filter((label) => !seen.has(label));
      };
      expect([missing('train'), missing('test')]).toEqual([[328], [301]]);
      expect([painting.classes[328], painting.classes[301]]).toEqual(['t-shirt', 'syringe']);
    },
  );
});
