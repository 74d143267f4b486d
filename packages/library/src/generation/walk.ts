import { Generator } from '@ftn/backbones';
import { type GeneratorDomain, generate, latentWalk, sampleLatents, standardLatents } from '@ftn/generation';
import type { RgbImage } from '@ftn/report';
import { imagesOf } from './image-rows.js';
import type { ImageSource } from './image-sources.js';

/** A walk through latents. */
export interface WalkOptions {
  /** The class of each column, for every source. */
  readonly labels: readonly Int32Array[];
  /** Determines the latents. */
  readonly seed: number;
  /** Keep latents within this many standard deviations of the mean; default: no truncation. */
  readonly truncation?: number | undefined;
  /** Frames of the whole way round. */
  readonly frames: number;
  /** Called after each frame with the number of frames done. */
  readonly onFrame?: (done: number) => void;
}

/** Latents a walk goes by, before it is back at the first. */
const stations = 3;

/** Pixels between images. */
const gap = 2;

/** Latents of every frame for one column: round by way of the stations, [frames × size]. */
function loop(source: Generator | GeneratorDomain, column: number, options: WalkOptions): Float32Array {
  const { seed, truncation, frames } = options;
  const generator = source instanceof Generator ? source : source.generator;
  const { latentSize: size } = generator.architecture.config;
  const fitted = source instanceof Generator ? null : source.latents;
  const rows = sampleLatents((column + 1) * stations, fitted ?? standardLatents(size), {
    seed,
    ...(truncation === undefined ? {} : { truncation }),
  });
  const station = (n: number) => {
    const at = (column * stations + (n % stations)) * size;
    return rows.subarray(at, at + size);
  };
  const whole = new Float32Array(frames * size);
  let done = 0;
  for (let leg = 0; leg < stations; leg++) {
    const until = Math.round(((leg + 1) * frames) / stations);
    // The end of a leg is the beginning of the next.
    const walk = latentWalk(station(leg), station(leg + 1), until - done + 1);
    whole.set(walk.subarray(0, (until - done) * size), done * size);
    done = until;
  }
  return whole;
}

/** Images in rows as one picture. */
function tiled(rows: readonly (readonly RgbImage[])[]): RgbImage {
  const { width: side } = rows[0]![0]!;
  const [across, down] = [rows[0]!.length, rows.length];
  const [width, height] = [across * (side + gap) - gap, down * (side + gap) - gap];
  const rgb = new Uint8Array(width * height * 3).fill(255);
  for (const [r, row] of rows.entries()) {
    for (const [c, { rgb: image }] of row.entries()) {
      for (let y = 0; y < side; y++) {
        const to = ((r * (side + gap) + y) * width + c * (side + gap)) * 3;
        rgb.set(image.subarray(y * side * 3, (y + 1) * side * 3), to);
      }
    }
  }
  return { width, height, rgb };
}

/** Frames of `sources` in which every column walks through latents, the same way in every row, and ends where it began. */
export function walkFrames(sources: readonly ImageSource[], options: WalkOptions): RgbImage[] {
  const { labels, frames, onFrame } = options;
  const loops = sources.map(({ source }, r) =>
    Array.from(labels[r]!, (_, column) => loop(source, column, options)),
  );
  const size = loops[0]![0]!.length / frames;
  return Array.from({ length: frames }, (_, frame) => {
    const rows = sources.map(({ source }, r) => {
      const own = labels[r]!;
      const latents = new Float32Array(own.length * size);
      for (const [column, way] of loops[r]!.entries())
        latents.set(way.subarray(frame * size, (frame + 1) * size), column * size);
      return imagesOf(generate(source, { labels: own, latents, batchSize: own.length }));
    });
    onFrame?.(frame + 1);
    return tiled(rows);
  });
}
