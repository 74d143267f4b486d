import type { Dataset, Decoding, Size, TargetName } from '@ftn/datasets';

/** The sets of one domain as its source gives them, before one of them is held out. */
export interface DataSplits {
  readonly name: string;
  readonly train: Dataset;
  readonly val?: Dataset;
  readonly test: Dataset;
  /** Every image, where the split is the library's own. */
  readonly whole?: Dataset;
  /** What the library has to say of it, e.g. how images were chosen. */
  readonly notes?: readonly string[];
  /** Images that were left out because they cannot be read. */
  readonly leftOut?: readonly LeftOut[];
}

/** An image that was left out, and why. */
export interface LeftOut {
  readonly file: string;
  readonly problem: string;
}

/** How many images a made-up set draws: of each class, or of each split where images have no class. */
export interface MadeUp {
  readonly train: number;
  readonly val: number;
  readonly test: number;
}

/** The sets of a domain by the names `split` takes. */
export const splitNames = ['train', 'validation', 'test'] as const;

/** One of the sets of a domain. */
export type SplitName = (typeof splitNames)[number];

/** Options for opening data. */
export interface DataOptions {
  /** Seeds the held-out part and the made-up images; default 0. */
  readonly seed?: number | undefined;
  /** Share of the training images held out where the data brings no validation set; default 0.1. */
  readonly holdOut?: number | undefined;
  /** Use at most this many images per split: per class, or in all where images have no class. Default all. */
  readonly limit?: number | undefined;
  /** The same for test images; default `limit`. */
  readonly testLimit?: number | undefined;
  /** The size of made-up images in pixels; default 64. */
  readonly size?: Size | undefined;
  /** How many made-up images are drawn; default the set's own. */
  readonly madeUp?: MadeUp | undefined;
  /** How NYUD's labels are counted; default 41. */
  readonly labels?: 40 | 41 | undefined;
  /** Share of a folder's images that is tested, drawn by the seed, where it brings no test images. */
  readonly testFraction?: number | undefined;
  /**
   * Leave out images that cannot be read, at most this many of one word's; default none: the first stops training. With it
   * every image is read before training.
   */
  readonly skipBroken?: number | undefined;
  /** How photographs are decoded, where images that cannot be read are looked for; default `upright`. */
  readonly decode?: Decoding | undefined;
  /** What is learned of the images; default everything they have. */
  readonly targets?: readonly TargetName[] | undefined;
}

/** One domain as training and evaluation take it: three sets over the same classes. */
export interface Data {
  readonly name: string;
  /** The name its source gives it, which may be that of others, too. */
  readonly sourceName: string;
  /** Names of the classes: of images, or of the labels of their pixels. */
  readonly classes: readonly string[];
  readonly train: Dataset;
  /** Chooses the best epoch and tunes rates; never the test set. May be empty. */
  readonly validation: Dataset;
  readonly test: Dataset;
  /** Every image, where the split is the library's own. */
  readonly whole?: Dataset;
  /** True where `validation` was held out of the training images because the data brings none. */
  readonly heldOut: boolean;
  readonly notes: readonly string[];
  /** Images that were left out because they cannot be read. */
  readonly leftOut: readonly LeftOut[];
  /** The word it was opened by, and with what. */
  readonly origin: { readonly spec: string; readonly options: DataOptions };
}
