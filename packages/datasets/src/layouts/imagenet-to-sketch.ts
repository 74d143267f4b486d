import { basename, join } from 'node:path';
import { scanClassFolders } from './class-folders.js';
import type { LayoutScan } from './layout.js';

/** The five sets of ImageNet-to-Sketch in the paper's order, and the folders of their prepared form. */
export const preparedFolders = {
  flowers: 'flowers',
  cars: 'stanford_cars_cropped',
  sketch: 'sketches',
  cub: 'cubs_cropped',
  wikiart: 'wikiart',
} as const;

/** The five prepared sets below `root`, or the one that `root` itself is. Source: Mallya, Davis, Lazebnik 2018. */
export async function scanImageNetToSketch(root: string): Promise<LayoutScan[]> {
  const folders = Object.entries(preparedFolders);
  const one = folders.find(([, folder]) => folder === basename(root));
  if (one) return [await scanClassFolders(root, one[0])];
  return Promise.all(folders.map(([name, folder]) => scanClassFolders(join(root, folder), name)));
}
