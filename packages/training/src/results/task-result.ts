import type { System } from '../recipes/systems.js';
import type { Measured } from './measured.js';

/** An epoch of one task's training. */
export interface EpochLoss {
  readonly epoch: number;
  /** The mean loss of its steps. */
  readonly loss: number;
  /** The task's metric on held-out images; null where none was measured. */
  readonly validation: number | null;
}

/** Exact scalars a domain adds to the network it stands on, by kind: `convolutions`, `batchNorm`, `head` … */
export type Counts = Readonly<Record<string, number>>;

/** One system trained for one task of one domain with one seed, and how it did: plain data. */
export interface TaskResult extends Measured {
  readonly system: System;
  readonly domain: string;
  readonly task: string;
  /** The name of the metric that tells how good it is. */
  readonly metric: string;
  readonly seed: number;
  readonly counts: Counts;
  /** Convolutions that run on a kernel of the domain's own in the end: what TAPS decides. */
  readonly adaptedLayers: readonly string[];
  readonly epochs: readonly EpochLoss[];
}

/** The value of the task's own metric. */
export const scoreOf = ({ metrics, metric }: Pick<TaskResult, 'metrics' | 'metric'>): number =>
  metrics[metric] ?? Number.NaN;
