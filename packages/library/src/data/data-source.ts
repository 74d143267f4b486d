import type { Problem, Size, TargetName } from '@ftn/datasets';
import type { DataOptions, DataSplits, MadeUp } from './data.js';

/** What opening may depend on, every default filled in but the number of made-up images. */
export interface OpenSettings extends Pick<DataOptions, 'targets' | 'testFraction' | 'skipBroken'> {
  readonly seed: number;
  readonly size: Size;
  readonly labels: 40 | 41;
  /** The most made-up images of each class, or of each set where images have no class. */
  readonly limit: number | undefined;
  readonly madeUp: MadeUp | undefined;
}

/** The result of a check of a data set. */
export interface DataCheck {
  readonly problems: Problem[];
  /** Images looked at. */
  readonly images: number;
}

/** One kind of word for data: how it is written, and how its domains are opened. A data set is a row of these. */
export interface DataSource {
  /** As it is typed, e.g. `flowers:ROOT`. */
  readonly form: string;
  readonly summary: string;
  /** The recipe that is taken where none is named; default `default`. */
  readonly recipe?: string;
  /** What can be learned of it, as far as is known before it is opened; default the class of an image. */
  readonly targets?: readonly TargetName[];
  /** Whether a share of its images can be tested where it brings no test images. */
  readonly takesTestFraction?: boolean;
  /** The parts that may be named by themselves, after a slash. */
  readonly parts?: readonly string[];
  /** `place` is what follows the word: a path, or the part of a made-up set (may be empty). */
  open(place: string, settings: OpenSettings): Promise<DataSplits[]>;
  /** Finds everything wrong with it in one pass; absent where nothing can be. */
  check?(
    place: string,
    onImage: (done: number, total: number) => void,
    /** What is to be learned, where the rest may be missing; default everything. */
    targets?: readonly TargetName[],
  ): Promise<DataCheck>;
}
