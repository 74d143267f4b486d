import type { EngineInfo } from '@ftn/engine';
import type { SplitName } from '../data/data.js';

/** Which adapter to evaluate, and on which images. */
export interface EvaluateOptions {
  /** The adapter's folder, or its run's. */
  readonly adapter: string;
  /** The backbone's weights; default those that ship with the library. */
  readonly weights?: string | undefined;
  /** What a generator's adapter was trained over: a name that ships, or a file. */
  readonly generator?: string | undefined;
  /** Other images than the adapter was trained on; default its own data, split as in training. */
  readonly data?: string | readonly string[] | undefined;
  /** Default `test`. */
  readonly split?: SplitName | undefined;
  /** Use at most this many images, counted as in training; default the adapter's own limit. */
  readonly limit?: number | undefined;
  /** Threads that decode. */
  readonly workers?: number | undefined;
  /** Stops the evaluation. */
  readonly signal?: AbortSignal | undefined;
}

/** How one class did. */
export interface ClassResult {
  readonly class: string;
  readonly count: number;
  readonly correct: number;
  /** In percent; NaN for a class without images. */
  readonly accuracy: number;
}

/** How an adapter did on a set of images. */
export interface Evaluation {
  readonly domain: string;
  readonly task: string;
  readonly method: string;
  readonly split: SplitName;
  readonly images: number;
  /** The metric that tells how good it is. */
  readonly metric: string;
  /** By name, the task's own first, each in its unit. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Class by class, where every image has one class. */
  readonly classes: readonly ClassResult[];
  readonly engine: EngineInfo;
}
