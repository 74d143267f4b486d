import type { Hsv } from '../../raster/figure.js';

/** What tells one species from another; everything else is the individual's. */
export interface Species {
  /** Crown, back with wing, breast, tail. */
  readonly crown: Hsv;
  readonly back: Hsv;
  readonly breast: Hsv;
  readonly bill: Hsv;
  readonly billShape: 'cone' | 'dagger' | 'hook' | 'thin' | 'flat';
  /** Length of bill, neck, legs and tail in head widths. */
  readonly billLength: number;
  readonly neck: number;
  readonly legs: number;
  readonly tail: number;
  readonly forked?: boolean;
  readonly crest?: boolean;
  /** A dark mask through the eye. */
  readonly mask?: boolean;
  /** A bar across the wing. */
  readonly bar?: boolean;
  /** Spots on the breast. */
  readonly spots?: boolean;
  /** Roundness of the body: 0.8 slender to 1.3 plump. */
  readonly girth: number;
}

const black: Hsv = [0.65, 0.2, 0.14];
const white: Hsv = [0.12, 0.04, 0.95];
const grey: Hsv = [0.58, 0.08, 0.58];
const brown: Hsv = [0.07, 0.5, 0.42];
const sand: Hsv = [0.1, 0.35, 0.75];
const yellow: Hsv = [0.14, 0.8, 0.92];
const orange: Hsv = [0.06, 0.8, 0.88];
const red: Hsv = [0.99, 0.8, 0.72];
const blue: Hsv = [0.59, 0.65, 0.7];
const green: Hsv = [0.3, 0.6, 0.5];
const horn: Hsv = [0.09, 0.25, 0.35];

/** Fourteen species: colours are shared between several, so that parts must be looked at. */
export const species: Readonly<Record<string, Species>> = {
  blackbird: {
    crown: black,
    back: black,
    breast: black,
    bill: orange,
    billShape: 'thin',
    billLength: 0.75,
    neck: 0,
    legs: 0.8,
    tail: 1.5,
    girth: 1,
  },
  bluejay: {
    crown: [0.59, 0.55, 0.8],
    back: grey,
    breast: white,
    bill: black,
    billShape: 'dagger',
    billLength: 0.6,
    neck: 0,
    legs: 0.8,
    tail: 1.3,
    crest: true,
    bar: true,
    girth: 1.05,
  },
  bluetit: {
    crown: blue,
    back: green,
    breast: yellow,
    bill: black,
    billShape: 'thin',
    billLength: 0.3,
    neck: 0,
    legs: 0.6,
    tail: 0.9,
    mask: true,
    bar: true,
    girth: 1.25,
  },
  bullfinch: {
    crown: black,
    back: grey,
    breast: [0.01, 0.55, 0.8],
    bill: black,
    billShape: 'cone',
    billLength: 0.4,
    neck: 0,
    legs: 0.6,
    tail: 1,
    bar: true,
    girth: 1.3,
  },
  cardinal: {
    crown: red,
    back: red,
    breast: red,
    bill: orange,
    billShape: 'cone',
    billLength: 0.45,
    neck: 0,
    legs: 0.7,
    tail: 1.5,
    crest: true,
    mask: true,
    girth: 1.05,
  },
  crow: {
    crown: black,
    back: black,
    breast: black,
    bill: black,
    billShape: 'dagger',
    billLength: 1,
    neck: 0.1,
    legs: 1,
    tail: 1.1,
    girth: 1.05,
  },
  goldfinch: {
    crown: red,
    back: sand,
    breast: white,
    bill: horn,
    billShape: 'cone',
    billLength: 0.5,
    neck: 0,
    legs: 0.6,
    tail: 1,
    bar: true,
    girth: 1.1,
  },
  heron: {
    crown: white,
    back: grey,
    breast: white,
    bill: yellow,
    billShape: 'dagger',
    billLength: 1.5,
    neck: 1.5,
    legs: 2.4,
    tail: 0.6,
    crest: true,
    girth: 0.9,
  },
  kingfisher: {
    crown: blue,
    back: [0.54, 0.7, 0.75],
    breast: orange,
    bill: black,
    billShape: 'dagger',
    billLength: 1.5,
    neck: 0,
    legs: 0.35,
    tail: 0.5,
    girth: 1.1,
  },
  magpie: {
    crown: black,
    back: black,
    breast: white,
    bill: black,
    billShape: 'dagger',
    billLength: 0.65,
    neck: 0,
    legs: 0.9,
    tail: 2.3,
    girth: 1,
  },
  parrot: {
    crown: green,
    back: green,
    breast: [0.25, 0.65, 0.7],
    bill: red,
    billShape: 'hook',
    billLength: 0.55,
    neck: 0,
    legs: 0.45,
    tail: 2,
    girth: 1.05,
  },
  robin: {
    crown: brown,
    back: brown,
    breast: orange,
    bill: black,
    billShape: 'thin',
    billLength: 0.4,
    neck: 0,
    legs: 0.9,
    tail: 0.9,
    girth: 1.25,
  },
  swallow: {
    crown: blue,
    back: [0.62, 0.6, 0.4],
    breast: white,
    bill: black,
    billShape: 'flat',
    billLength: 0.3,
    neck: 0,
    legs: 0.25,
    tail: 2.1,
    forked: true,
    girth: 0.8,
  },
  thrush: {
    crown: brown,
    back: brown,
    breast: [0.12, 0.18, 0.9],
    bill: horn,
    billShape: 'thin',
    billLength: 0.55,
    neck: 0,
    legs: 0.9,
    tail: 1.1,
    spots: true,
    girth: 1.05,
  },
};
