import { type EngineInfo, startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { generate as makeImages } from '@ftn/generation';
import type { RgbImage } from '@ftn/report';
import { listOf } from '../one-or-several.js';
import { Run, type RunContext } from '../progress/run.js';
import { imagesOf } from './image-rows.js';
import { type ImageSource, labelsOfSources, openSources } from './image-sources.js';
import { walkFrames } from './walk.js';

/** Which images to make, with what. */
export interface GenerateOptions {
  /** What the adapters were trained over: a name, a checkpoint's file or folder; default the generator that ships. */
  readonly generator?: string | undefined;
  /** Folders of adapters, or of their runs; none for the generator itself. */
  readonly adapters?: readonly string[] | undefined;
  /** Mixtures of the adapters, e.g. `winter=0.5,autumn=0.5`. */
  readonly mix?: string | readonly string[] | undefined;
  /** Images of the generator itself, too. */
  readonly base?: boolean | undefined;
  /** Images of each; default 8. */
  readonly count?: number | undefined;
  /** The classes to show, in turn; default all. */
  readonly classes?: readonly string[] | undefined;
  /** Names the latents, which are the same for all; default 0. */
  readonly seed?: number | undefined;
  /** Truncation: keep latents within this many standard deviations of their mean. */
  readonly truncation?: number | undefined;
  /** Frames of a walk through latents instead, which ends where it began. */
  readonly walk?: number | undefined;
  /** Stops the generation. */
  readonly signal?: AbortSignal | undefined;
}

/** Images of one generator, domain or mixture. */
export interface GeneratedRow {
  /** The generator's name or file, the domain's name, or the mixture as it was written. */
  readonly name: string;
  /** The class of each image. */
  readonly classes: readonly string[];
  /** The images; of a walk, none: they are in its frames. */
  readonly images: readonly RgbImage[];
}

/** What was made. */
export interface Generated {
  readonly rows: readonly GeneratedRow[];
  /** Of a walk: pictures with a row for each of `rows`. */
  readonly frames: readonly RgbImage[];
  readonly seed: number;
  readonly engine: EngineInfo;
}

/** Fewest frames of a walk: one for each place it goes by. */
const fewestFrames = 3;

function requireWhole(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new UsageError(`'${option}' must be a whole number`, {
    expected: `${least} or more`,
    got: String(value),
  });
}

/**
 * Makes images of a generator, its domains and mixtures of them, of the same latents:
 *
 * ```ts
 * const { rows } = await generate({ adapters: ['runs/winter', 'runs/autumn'], mix: 'winter=0.5,autumn=0.5' });
 * ```
 *
 * A mixture changes the generator by Σ share·(change of each), latents and class vectors alike: shares of 0 are the
 * generator itself, and shares need not add up to 1.
 *
 * @throws UsageError for an unknown class, mixture or generator, and where adapters do not go together
 */
export function generate(options: GenerateOptions): Run<Generated> {
  return new Run((context) => generateRows(options, context), options.signal);
}

async function generateRows(options: GenerateOptions, context: RunContext): Promise<Generated> {
  const { generator, adapters = [], mix = [], base = false } = options;
  const { count = 8, seed = 0, truncation, walk } = options;
  requireWhole('count', count, 1);
  requireWhole('seed', seed, 0);
  if (walk !== undefined) requireWhole('walk', walk, fewestFrames);
  if (truncation !== undefined && !(truncation > 0)) {
    throw new UsageError("'truncation' must be a number above 0", { got: String(truncation) });
  }
  const engine = await startEngine();
  context.emit({ kind: 'engine', engine });
  const mixes = listOf(mix);
  using opened = await openSources({ generator, adapters, mixes, base });
  const { sources } = opened;
  const labels = labelsOfSources(sources, count, options.classes);
  const how = { labels, seed, ...(truncation === undefined ? {} : { truncation }) };
  const frames = walk === undefined ? [] : walkOf(sources, { ...how, frames: walk }, context);
  const rows = sources.map((source, r): GeneratedRow => {
    const { name, classes } = source;
    const images = walk === undefined ? rowOf(source, { ...how, labels: labels[r]! }, context) : [];
    return { name, classes: Array.from(labels[r]!, (label) => classes[label]!), images };
  });
  return { rows, frames, seed, engine };
}

function rowOf(
  { name, source }: ImageSource,
  wanted: { readonly labels: Int32Array; readonly seed: number; readonly truncation?: number },
  { emit, stop }: RunContext,
): RgbImage[] {
  const made = makeImages(source, {
    ...wanted,
    onProgress(done) {
      stop.throwIfRequested();
      emit({ kind: 'progress', label: name, done, total: wanted.labels.length, detail: 'images' });
    },
  });
  emit({ kind: 'done', label: name });
  return imagesOf(made);
}

function walkOf(
  sources: readonly ImageSource[],
  wanted: Omit<Parameters<typeof walkFrames>[1], 'onFrame'>,
  { emit, stop }: RunContext,
): RgbImage[] {
  const label = 'walking';
  const frames = walkFrames(sources, {
    ...wanted,
    onFrame(done) {
      stop.throwIfRequested();
      emit({ kind: 'progress', label, done, total: wanted.frames, detail: 'frames' });
    },
  });
  emit({ kind: 'done', label });
  return frames;
}
