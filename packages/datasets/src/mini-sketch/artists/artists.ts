import type { SketchSet } from '../sketch-set.js';
import { manners } from './manners.js';
import { motif } from './motif.js';

/** The same scenes by eight painters, told by brush and palette: the stand-in for WikiArt. */
export const artists: SketchSet = {
  classes: Object.keys(manners).sort(),
  draw: (className, random, size) => manners[className]!(motif(random, size), random),
};
