import type { ImageDataset, ImageSource, Season } from '@ftn/datasets';
import { suggest, UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { toBytes } from '../raster/canvas.js';
import { drawLandscape } from './draw/draw-landscape.js';
import { landscapeKinds, makeLandscape } from './landscape.js';
import { seasonLabels } from './season-looks.js';

/** The kinds of landscape, in label order. */
export const miniSeasonsScenes: readonly string[] = landscapeKinds;

/** A set of made-up landscapes: its season, split and size. */
export interface MiniSeasonsOptions {
  /**
   * One season, whose images are labelled by their scene; without it all four, the same scenes in each, labelled
   * by season.
   */
  readonly season?: Season;
  /** Splits share no scene. */
  readonly split: 'train' | 'val' | 'test';
  /** Landscapes of each of the five kinds. */
  readonly perScene: number;
  /** Default 0. */
  readonly seed?: number;
  /** Side of the square images in pixels, 32 to 128. */
  readonly size?: number;
}

/** The most pixels a dataset keeps once drawn; past it, images are drawn anew when asked for. */
const CACHE_BYTES = 64 * 1024 * 1024;

/**
 * Made-up landscapes (forest, lake, meadow, mountains, village) in spring, summer, autumn or winter, RGB: the
 * Transient Attributes' stand-in.
 *
 * A scene is a function of (seed, split, kind, number) alone: its ridges, trees and houses stand where they stand in
 * every season, which changes their colours, the ground, the water, the sky and what lies about. The same to the byte
 * on every machine.
 *
 * @throws UsageError for an unknown season or a size out of range
 */
export function miniSeasons(options: MiniSeasonsOptions): ImageDataset {
  const { season, split, perScene, seed = 0, size = 64 } = options;
  if (season !== undefined && !seasonLabels.includes(season)) {
    throw new UsageError(`unknown season '${season}'`, { hint: suggest(season, seasonLabels) });
  }
  if (!(Number.isInteger(size) && size >= 32 && size <= 128 && Number.isInteger(perScene) && perScene >= 1)) {
    throw new UsageError('mini-seasons need whole numbers', {
      expected: 'perScene ≥ 1 and a size of 32 to 128',
      got: `perScene ${perScene}, size ${size}`,
    });
  }
  const drawn = new Map<number, ImageSource>();
  const capacity = Math.floor(CACHE_BYTES / (size * size * 3));
  const scenes = perScene * landscapeKinds.length;
  const kindOf = (index: number) => Math.floor((index % scenes) / perScene);
  const seasonOf = (index: number) => season ?? seasonLabels[Math.floor(index / scenes)]!;
  return {
    name: `mini-seasons/${season ?? 'all'}/${split}`,
    classes: season ? landscapeKinds : seasonLabels,
    length: season ? scenes : scenes * seasonLabels.length,
    label: (index) => (season ? kindOf(index) : Math.floor(index / scenes)),
    image(index) {
      const known = drawn.get(index);
      if (known) return known;
      const kind = landscapeKinds[kindOf(index)]!;
      const name = [seed, 'mini-seasons', split, kind, index % perScene] as const;
      const landscape = makeLandscape(kind, new RandomStream(...name));
      const day = new RandomStream(...name, seasonOf(index));
      const data = toBytes(drawLandscape(landscape, seasonOf(index), day, size));
      const image: ImageSource = { kind: 'pixels', data, width: size, height: size, channels: 3 };
      if (drawn.size < capacity) drawn.set(index, image);
      return image;
    },
  };
}
