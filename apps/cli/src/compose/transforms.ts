import {
  adashareTraining,
  croppedEvaluation,
  croppedTraining,
  imagenetEvaluation,
  imagenetTraining,
  paperTraining,
  piggybackTraining,
  smallEvaluation,
  smallTraining,
  type TransformStep,
  tapsEvaluation,
} from '@ftn/datasets';
import { suggest, UsageError } from '@ftn/errors';
import type { Recipe } from '@ftn/training';

type Preset = (size: number) => TransformStep[];

/** Small images may come in another size than the network's: they are stretched first. */
const fitted =
  (steps: Preset): Preset =>
  (size) => [{ kind: 'resize', size }, ...steps(size)];

/** What recipes call the presets. */
const presets: Readonly<Record<string, Preset>> = {
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

/** The steps of a named preset at the recipe's size, normalised as the recipe says. */
export function transformSteps(name: string, input: Recipe['input']): TransformStep[] {
  const preset = presets[name];
  if (!preset) {
    throw new UsageError(`unknown transforms '${name}'`, { hint: suggest(name, Object.keys(presets)) });
  }
  const { size, mean, std } = input;
  const steps = preset(size).filter((step) => step.kind !== 'normalize');
  return [...steps, { kind: 'normalize', mean, std }];
}
