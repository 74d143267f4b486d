import { type Dataset, hasMaps } from '@ftn/datasets';
import { denseProtocols } from '@ftn/tasks';
import { type Recipe, type TaskResult, transformsOf, type WrittenTransforms } from '@ftn/training';
import type { Data } from '../data/data.js';
import { systemLabel } from '../recipes/plan-systems.js';
import { type LearningFields, learningSettings } from '../train/learning-settings.js';
import { outputStrideOf, tasksOf } from '../train/plan-training.js';

/** The rate of every optimizer of every system, as one line of text for each. */
export function ratesOf(results: readonly Pick<TaskResult, 'system'>[]): Record<string, string> {
  const lines: Record<string, string> = {};
  for (const { system } of results) {
    const groups = Object.entries(system.config.optimizers).flatMap(([group, optimizer]) =>
      optimizer ? [`${group} ${optimizer.kind} ${optimizer.rate}`] : [],
    );
    lines[systemLabel(system)] = groups.join(', ');
  }
  return lines;
}

/** A schedule in a few words: `cosine after a warm-up of 2 epochs`. */
export const scheduleLine = ({ kind, warmup }: Recipe['schedule']): string =>
  warmup === undefined ? kind : `${kind} after a warm-up of ${warmup} ${warmup === 1 ? 'epoch' : 'epochs'}`;

/** What is in force of that which is off unless a recipe says so, in the words of the recipe. */
export function trainingSettings(
  recipe: LearningFields & Partial<Pick<Recipe, 'maxGradNorm' | 'earlyStopping'>>,
): Record<string, unknown> {
  const { maxGradNorm, earlyStopping } = recipe;
  return {
    ...learningSettings(recipe),
    ...(maxGradNorm === undefined ? {} : { maxGradNorm }),
    ...(earlyStopping === undefined ? {} : { earlyStopping }),
  };
}

/** What decides the training of every method besides its rates: its options and its phases, as they were in force. */
export function methodSettings(
  results: readonly Pick<TaskResult, 'system'>[],
): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  for (const { system } of results) {
    const { rank: _rank, ...options } = system.options;
    const own = { ...options, ...(system.phases ? { phases: system.phases } : {}) };
    const name = systemLabel({ ...system, rank: null });
    if (Object.keys(own).length > 0) found[name] = own;
  }
  return found;
}

/** Transforms as one line, a preset under its name: `small-training: resize 32, random-crop 32 4, flip 0.5, normalize`. */
function preparation(of: WrittenTransforms, input: Recipe['input']): string {
  const listed = typeof of !== 'string';
  const steps = transformsOf(of, input).map(({ kind, ...step }) => {
    const fields = kind === 'normalize' ? [] : Object.entries(step);
    return [
      kind,
      ...fields.map(([name, value]) => `${listed ? `${name} ` : ''}${JSON.stringify(value)}`),
    ].join(' ');
  });
  return `${listed ? '' : `${of}: `}${steps.join(', ')}`;
}

/** Where the maps of a set come from, by their names. */
const originsOf = (dataset: Dataset) => (hasMaps(dataset) ? { ...dataset.origins } : {});

/** What a page says of the data of a comparison: how it was named, its images, and where maps come from. */
export function dataSettings(
  specs: readonly string[],
  domains: readonly Pick<Data, 'name' | 'train' | 'test'>[],
): Record<string, unknown> {
  const counted = domains.map(({ name, train, test }) => {
    return [name, `${train.length} for training, ${test.length} for testing`] as const;
  });
  const origins = Object.assign({}, ...domains.map(({ train }) => originsOf(train)));
  return {
    data: specs.join(', '),
    images: counted.length === 1 ? counted[0]![1] : Object.fromEntries(counted),
    ...(Object.keys(origins).length > 0 ? { maps: origins } : {}),
  };
}

/** What a page says of the network of a comparison and its input, where heads predict maps of these, too. */
export function networkSettings(recipe: Recipe): Record<string, unknown> {
  const { backbone, input, transforms, decoder, protocol, labels } = recipe;
  const stride = outputStrideOf(recipe);
  const maps = tasksOf(recipe, ['any']).some(({ targets }) => targets.some((target) => target !== 'label'));
  return {
    backbone: stride === undefined ? backbone : `${backbone} at output stride ${stride}`,
    ...(maps && Object.keys(decoder).length > 0 ? { decoder } : {}),
    size: Array.isArray(input.size) ? input.size.join(' × ') : input.size,
    transforms: {
      train: preparation(transforms.train, input),
      evaluate: preparation(transforms.evaluate, input),
    },
    ...(maps ? { 'loss weights': { protocol, ...denseProtocols[protocol].weights }, labels } : {}),
  };
}
