import { domainnet, imagenetToSketch } from './comparisons.js';
import type { Experiment } from './experiment.js';

/** Every table and figure by its name. */
export const experiments = {
  'imagenet-to-sketch': imagenetToSketch,
  domainnet,
} as const satisfies Record<string, Experiment>;

export type ExperimentName = keyof typeof experiments;

export const experimentNames = Object.keys(experiments) as ExperimentName[];
