import type { DomainSets } from '../domain-data.js';

/** Images of each class in the three sets of a made-up domain. */
export interface ImagesPerClass {
  readonly train: number;
  readonly val: number;
  readonly test: number;
}

/** What opening may depend on. */
export interface OpenSettings {
  readonly seed: number;
  /** Of made-up images: their side in pixels, how many of each class, and the most of each class. */
  readonly size: number;
  readonly perClass: ImagesPerClass;
  readonly limit: number | undefined;
}

/** One kind of `--data` word: how it is written and how its domains are opened. */
export interface DataOpener {
  /** As it is typed, e.g. `flowers:ROOT`. */
  readonly form: string;
  readonly summary: string;
  /** The parts that may be named by themselves. */
  readonly parts?: readonly string[];
  /** `place` is what follows the word: a path, or the part of a made-up set (may be empty). */
  open(place: string, settings: OpenSettings): Promise<DomainSets[]>;
}
