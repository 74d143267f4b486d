import { domainnet, imagenetToSketch, nyud } from './comparisons.js';
import type { Experiment } from './experiment.js';
import { figureS5 } from './figure-s5.js';
import { figureS2, figureS3, figureS4 } from './norm-figures.js';
import { figureS1 } from './pruning-figure.js';
import { tableS1 } from './table-s1.js';
import { tableS2 } from './table-s2.js';

export { subjectOf } from './experiment.js';

/** Every table and figure by its name. */
export const experiments = {
  'table-s1': tableS1,
  'imagenet-to-sketch': imagenetToSketch,
  domainnet,
  nyud,
  'figure-s1': figureS1,
  'figure-s2': figureS2,
  'figure-s3': figureS3,
  'figure-s4': figureS4,
  'table-s2': tableS2,
  'figure-s5': figureS5,
} as const satisfies Record<string, Experiment>;
