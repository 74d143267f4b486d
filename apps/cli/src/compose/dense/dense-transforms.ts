import { type DenseStep, denseEvaluation, denseResizedTraining, denseTraining } from '@ftn/datasets';
import { suggest, UsageError } from '@ftn/errors';
import type { DenseRecipe } from '@ftn/training';

type Size = readonly [number, number];

/** What recipes of dense tasks call the presets. */
const presets: Readonly<Record<string, (size: Size) => DenseStep[]>> = {
  'dense-training': denseTraining,
  'dense-resized-training': denseResizedTraining,
  'dense-evaluation': () => denseEvaluation(),
  'dense-resized-evaluation': denseEvaluation,
};

/** The steps of a named preset at a size, normalised as the recipe says. */
export function denseSteps(name: string, input: DenseRecipe['input']): DenseStep[] {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (!preset) {
    throw new UsageError(`unknown transforms '${name}'`, { hint: suggest(name, Object.keys(presets)) });
  }
  const { size, mean, std } = input;
  const steps = preset(size).filter(({ kind }) => kind !== 'normalize');
  return [...steps, { kind: 'normalize', mean, std }];
}
