import { type CropOptions, scanCars } from './cars.js';
import { scanClassFolders } from './class-folders.js';
import { scanCub } from './cub.js';
import { scanDomainNet } from './domainnet.js';
import { type FlowersOptions, scanFlowers } from './flowers.js';
import { scanImageNetToSketch } from './imagenet-to-sketch.js';
import { type NamedSplits, openScan } from './open-scan.js';
import { scanTuBerlin } from './tu-berlin.js';

// Each opens a published layout and throws FormatError, with file and line or byte, for the first thing wrong with
// it; `checkLayout` finds everything.

/** Oxford Flowers 102: 102 classes, 2,040 training images (the set's own validation images among them) and 6,149 for testing. */
export async function openFlowers(root: string, options?: FlowersOptions): Promise<NamedSplits> {
  return openScan(await scanFlowers(root, options));
}

/** Stanford Cars: 196 classes, 8,144 and 8,041 images, cut to their boxes. */
export async function openCars(root: string, options?: CropOptions): Promise<NamedSplits> {
  return openScan(await scanCars(root, options));
}

/** CUB-200-2011: 200 classes, 5,994 and 5,794 images, cut to their boxes. */
export async function openCub(root: string, options?: CropOptions): Promise<NamedSplits> {
  return openScan(await scanCub(root, options));
}

/** TU-Berlin's sketches: 250 classes, 64 and 16 images of each in a split of ours. */
export async function openTuBerlin(root: string): Promise<NamedSplits> {
  return openScan(await scanTuBerlin(root));
}

/** WikiArt in its prepared form, `train/` and `test/` with 195 class folders. */
export async function openWikiArt(root: string): Promise<NamedSplits> {
  return openScan(await scanClassFolders(root, 'wikiart'));
}

/** DomainNet's six domains, or the one whose folder `root` is, over one list of 345 classes. */
export async function openDomainNet(root: string): Promise<NamedSplits[]> {
  return (await scanDomainNet(root)).map(openScan);
}

/** The five sets of ImageNet-to-Sketch in their prepared form, or the one whose folder `root` is. */
export async function openImageNetToSketch(root: string): Promise<NamedSplits[]> {
  return (await scanImageNetToSketch(root)).map(openScan);
}
