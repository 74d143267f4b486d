import { suggest, UsageError } from '@ftn/errors';
import { denseEvaluation, denseResizedTraining, denseTraining } from '../dense/dense-presets.js';
import type { DenseStep } from '../dense/dense-step.js';
import {
  adashareTraining,
  croppedEvaluation,
  croppedTraining,
  generatorInput,
  imagenetEvaluation,
  imagenetTraining,
  paperTraining,
  piggybackTraining,
  smallEvaluation,
  smallTraining,
  tapsEvaluation,
} from './presets.js';
import { heightAndWidth, type PerChannel, type Size, type TransformStep } from './transform-step.js';

/** A step of preparing an image, or an image with its maps. */
export type PreparationStep = TransformStep | DenseStep;
type Preset = (size: Size) => readonly PreparationStep[];

/** The input a network expects: the size in pixels and the normalisation. */
export interface NetworkInput {
  readonly size: Size;
  readonly mean: PerChannel;
  readonly std: PerChannel;
}

/** The side of square images; presets that crop know no others. */
function square(name: string, size: Size): number {
  const [height, width] = heightAndWidth(size);
  if (height === width) return height;
  throw new UsageError(`the transforms '${name}' make square images`, {
    expected: 'one number for height and width',
    got: `${height} × ${width}`,
  });
}

const ofSquares =
  (name: string, preset: (side: number) => readonly PreparationStep[]): Preset =>
  (size) =>
    preset(square(name, size));

/** Small images may come in another size than the network's: they are stretched first. */
const fitted =
  (preset: (side: number) => readonly PreparationStep[]) =>
  (side: number): readonly PreparationStep[] => [{ kind: 'resize', size: side }, ...preset(side)];

/** Presets of images with a class, by the names recipes have for them. */
const ofImages: Readonly<Record<string, (side: number) => readonly PreparationStep[]>> = {
  'imagenet-training': imagenetTraining,
  'imagenet-evaluation': imagenetEvaluation,
  'paper-training': paperTraining,
  'piggyback-training': piggybackTraining,
  'cropped-training': croppedTraining,
  'cropped-evaluation': croppedEvaluation,
  'taps-evaluation': tapsEvaluation,
  'adashare-training': adashareTraining,
  'small-training': fitted(smallTraining),
  // Mirror images of digits and letters are other digits and letters, or none.
  'digit-training': fitted((size) => smallTraining(size, { flip: 0 })),
  'small-evaluation': fitted(smallEvaluation),
};

/** Every preset: those of images, and those that keep an image and its maps together. */
const presets: Readonly<Record<string, Preset>> = {
  ...Object.fromEntries(Object.entries(ofImages).map(([name, preset]) => [name, ofSquares(name, preset)])),
  'generator-input': generatorInput,
  'dense-training': denseTraining,
  'dense-resized-training': denseResizedTraining,
  'dense-evaluation': () => denseEvaluation(),
  'dense-resized-evaluation': denseEvaluation,
};

/** The names recipes may give for transforms. */
export const transformNames: readonly string[] = Object.keys(presets);

/**
 * The steps of a named preset for a network's input: its own steps, with the network's normalisation last.
 *
 * @throws UsageError for an unknown name, and for a preset of square images at another size
 */
export function namedTransforms(name: string, { size, mean, std }: NetworkInput): PreparationStep[] {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (!preset) throw new UsageError(`unknown transforms '${name}'`, { hint: suggest(name, transformNames) });
  return [...preset(size).filter(({ kind }) => kind !== 'normalize'), { kind: 'normalize', mean, std }];
}
