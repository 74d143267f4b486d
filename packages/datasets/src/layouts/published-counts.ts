import { domainNetDomains } from './domainnet.js';
import type { PublishedCounts } from './layout.js';

/** DomainNet's lists, 345 classes each. */
const domainNet: Readonly<Record<string, readonly [train: number, test: number]>> = {
  clipart: [33_525, 14_604],
  infograph: [36_023, 15_582],
  painting: [50_416, 21_850],
  quickdraw: [120_750, 51_750],
  real: [120_906, 52_041],
  sketch: [48_212, 20_916],
};

/** The sizes of the published sets by layout; DomainNet's by domain. WikiArt's prepared folders have no published count. */
export const publishedCounts: Readonly<Record<string, PublishedCounts>> = {
  flowers: { classes: 102, train: 2040, test: 6149 },
  cars: { classes: 196, train: 8144, test: 8041 },
  cub: { classes: 200, train: 5994, test: 5794 },
  sketch: { classes: 250, train: 16_000, test: 4000 },
  wikiart: { classes: 195 },
  ...Object.fromEntries(
    domainNetDomains.map((domain) => {
      const [train, test] = domainNet[domain]!;
      return [`domainnet/${domain}`, { classes: 345, train, test }];
    }),
  ),
};
