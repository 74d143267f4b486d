import type { ObjectClass } from '../../raster/figure.js';
import { bird, fish } from './animals.js';
import { chair, key } from './household.js';
import { house, star, umbrella } from './outdoors.js';
import { flower, tree } from './plants.js';
import { apple, mushroom } from './produce.js';
import { bottle, cup } from './tableware.js';
import { airplane, car, sailboat } from './vehicles.js';

/** Every class of the mini-domains, in the order of its label. */
export const objectClasses: readonly ObjectClass[] = [
  airplane,
  apple,
  bird,
  bottle,
  car,
  chair,
  cup,
  fish,
  flower,
  house,
  key,
  mushroom,
  sailboat,
  star,
  tree,
  umbrella,
];
