import { scanCars } from './cars.js';
import { scanClassFolders } from './class-folders.js';
import { scanCub } from './cub.js';
import { scanDomainNet } from './domainnet.js';
import { scanFlowers } from './flowers.js';
import { scanImageNetToSketch } from './imagenet-to-sketch.js';
import type { LayoutScan, PublishedCounts } from './layout.js';
import { publishedCounts } from './published-counts.js';
import { scanTuBerlin } from './tu-berlin.js';

/** A published form of a data set and what is known about it. */
export interface Layout {
  /** The set's name and what its folder holds. */
  readonly title: string;
  readonly expects: string;
  scan(root: string): Promise<LayoutScan[]>;
  published(scan: LayoutScan): PublishedCounts | undefined;
}

const byName = ({ name }: LayoutScan) => publishedCounts[name];

const table = {
  cars: {
    title: 'Stanford Cars',
    expects: 'cars_train/, cars_test/, devkit/ and cars_test_annos_withlabels.mat',
    scan: async (root) => [await scanCars(root)],
    published: byName,
  },
  cub: {
    title: 'CUB-200-2011',
    expects:
      'images/, images.txt, classes.txt, image_class_labels.txt, train_test_split.txt, bounding_boxes.txt',
    scan: async (root) => [await scanCub(root)],
    published: byName,
  },
  domainnet: {
    title: 'DomainNet',
    expects: 'a folder and the lists DOMAIN_train.txt and DOMAIN_test.txt for every domain',
    scan: (root) => scanDomainNet(root),
    published: ({ name }) => publishedCounts[`domainnet/${name}`],
  },
  flowers: {
    title: 'Oxford Flowers 102',
    expects: 'jpg/, imagelabels.mat and setid.mat',
    scan: async (root) => [await scanFlowers(root)],
    published: byName,
  },
  'imagenet-to-sketch': {
    title: 'ImageNet-to-Sketch, prepared',
    expects:
      'flowers/, stanford_cars_cropped/, sketches/, cubs_cropped/ and wikiart/, each with train/ and test/',
    scan: scanImageNetToSketch,
    published: byName,
  },
  sketch: {
    title: 'TU-Berlin sketches',
    expects: 'a folder of PNG files for each class',
    scan: async (root) => [await scanTuBerlin(root)],
    published: byName,
  },
  wikiart: {
    title: 'WikiArt, prepared',
    expects: 'train/ and test/ with a folder of images for each class',
    scan: async (root) => [await scanClassFolders(root, 'wikiart')],
    published: byName,
  },
} satisfies Record<string, Layout>;

/** A data set whose published form is read. */
export type LayoutName = keyof typeof table;

export const layouts: Readonly<Record<LayoutName, Layout>> = table;

export const layoutNames = Object.keys(table) as readonly LayoutName[];
