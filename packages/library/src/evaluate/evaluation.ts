import type { EngineInfo } from '@ftn/engine';
import type { CalibrationResult } from '@ftn/metrics';
import type { Confusion } from '@ftn/tasks';
import type { ShownTask } from '../compare/shown-images.js';
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
  /** How many of the images with the highest loss come back with their pixels and predictions; default none. */
  readonly show?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How one class did: in images, or in pixels where every pixel has a class. */
export interface ClassResult {
  readonly class: string;
  /** Of this class in truth, predicted to be, and both. */
  readonly count: number;
  readonly predicted: number;
  readonly correct: number;
  /** 100 · correct / count, which is the recall; NaN for a class without images. */
  readonly accuracy: number;
  /** 100 · correct / predicted; NaN where it is never predicted. */
  readonly precision: number;
  /** 100 · correct / (count + predicted − correct); NaN where that is nothing. */
  readonly iou: number;
}

/** How one image did. */
export interface ImageResult {
  /** Its file, or the name of its set and its number. */
  readonly image: string;
  /** Its place in the set. */
  readonly index: number;
  /** The task's loss of this image alone. */
  readonly loss: number;
  /** Where every image has one class. */
  readonly decision?: {
    readonly truth: string;
    readonly predicted: string;
    /** The probability of the predicted class, 0 to 1. */
    readonly confidence: number;
    readonly correct: boolean;
  };
}

/** How an adapter did on a set of images. */
export interface Evaluation {
  readonly domain: string;
  readonly task: string;
  readonly method: string;
  /** R, for methods that have one. */
  readonly rank: number | null;
  readonly variant?: string | undefined;
  readonly split: SplitName;
  readonly images: number;
  /** The metric that tells how good it is. */
  readonly metric: string;
  /** By name, the task's own first, each in its unit. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Class by class, where images or pixels have one class. */
  readonly classes: readonly ClassResult[];
  /** How often each of `classes` was taken for each; null where there are none. */
  readonly confusion: Confusion | null;
  /** Whether confidences are what they say; null where images have no single class. */
  readonly calibration: CalibrationResult | null;
  /** Every image, the highest loss first. */
  readonly perImage: readonly ImageResult[];
  /** The worst images that were asked for, in the order of `perImage`. */
  readonly shown: ShownTask | null;
  /** Scalars of the network with this domain, and their multiple of the network's. */
  readonly parameters: number;
  readonly multiple: number;
  readonly engine: EngineInfo;
}
