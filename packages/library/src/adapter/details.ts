import { basename } from 'node:path';
import { type AdapterDetails, describeInput, type PlainData } from '@ftn/adapters';
import { hasMaps } from '@ftn/datasets';
import type { Task } from '@ftn/tasks';
import { type Recipe, type SettingsChange, type System, transformsOf } from '@ftn/training';
import type { Data, DataOptions } from '../data/data.js';
import { describeDecoding } from '../data/decoding.js';
import type { DataIdentity } from '../data/fingerprint.js';
import { library } from '../files/package-files.js';
import { learningSettings } from '../train/learning-settings.js';

/** Plain data without what is undefined. */
const plain = (value: object) => JSON.parse(JSON.stringify(value)) as Readonly<Record<string, PlainData>>;

/** The colours that the owner of labels chose for them, of a task that learns labels of pixels. */
function colorsOf({ test }: Pick<Data, 'test'>, { targets = [] }: Partial<Pick<Task, 'targets'>>) {
  const colors = hasMaps(test) && targets.includes('labels') ? test.colors : undefined;
  return colors?.some((color) => color !== null) ? { colors } : {};
}

/** The metadata of an adapter beyond its domain: enough to use it, and to repeat its training. */
export function adapterDetails(of: {
  readonly task: Pick<Task, 'name'> & Partial<Pick<Task, 'targets'>>;
  readonly recipe: Recipe;
  readonly system: System;
  readonly seed: number;
  readonly data: Data;
  readonly identity: DataIdentity;
  readonly metrics: Readonly<Record<string, number>>;
  /** The epoch that is kept, from 1, and why. */
  readonly kept?: { readonly epoch: number; readonly of: 'best' | 'last' } | undefined;
  /** Settings that changed while it was trained. */
  readonly changes?: readonly SettingsChange[] | undefined;
}): AdapterDetails {
  const { task, recipe, system, seed, data, identity, metrics, kept, changes = [] } = of;
  const { input, transforms } = recipe;
  const { spec, options } = data.origin;
  const { limit, testLimit, holdOut } = options;
  // What could not be measured is no number to keep.
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  const config = { ...system.config, phases: system.phases, variant: system.variant };
  return {
    task: task.name,
    input: describeInput(
      transformsOf(transforms.evaluate, input),
      input.size,
      describeDecoding(input.decode),
    ),
    data: {
      name: data.sourceName,
      spec,
      splits: {
        train: identity.train,
        ...(data.validation.length > 0 ? { validation: identity.validation } : {}),
        test: identity.test,
      },
      ...(data.heldOut && holdOut ? { heldOut: { fraction: holdOut, seed: options.seed ?? 0 } } : {}),
      ...colorsOf(data, task),
      ...(limit === undefined ? {} : { limit }),
      ...(testLimit === undefined ? {} : { testLimit }),
      madeUp: plain({
        seed: options.seed ?? 0,
        size: options.size,
        images: options.madeUp,
        labels: options.labels,
        holdOut,
        testFraction: options.testFraction,
        skipBroken: options.skipBroken,
        leftOut: data.leftOut.length > 0 ? data.leftOut.map(({ file }) => basename(file)) : undefined,
      }),
    },
    training: {
      recipe: recipe.title,
      seed,
      epochs: system.config.epochs,
      batchSize: system.config.batchSize,
      ...(kept ? { kept } : {}),
      config: plain({
        ...config,
        transforms,
        protocol: recipe.protocol,
        ...learningSettings(recipe),
        changes: changes.length > 0 ? changes : undefined,
      }),
    },
    metrics: Object.fromEntries(finite),
    library: library(),
  };
}

/** What `adapterDetails` says of how data was opened. */
interface Drawn
  extends Pick<DataOptions, 'seed' | 'size' | 'labels' | 'holdOut' | 'testFraction' | 'skipBroken'> {
  readonly images?: DataOptions['madeUp'];
}

/** How the data an adapter was trained on is opened again: the same split, the same images. */
export function openingOf({ data }: Pick<AdapterDetails, 'data'>): DataOptions {
  if (!data) return {};
  const { madeUp = {}, heldOut, limit, testLimit } = data;
  // Written by `adapterDetails`; what a file holds was checked to be plain data, and opening checks the rest.
  const { seed, size, images, labels, holdOut, testFraction, skipBroken } = madeUp as unknown as Drawn;
  return {
    seed: heldOut?.seed ?? seed ?? 0,
    holdOut: heldOut?.fraction ?? holdOut,
    limit,
    testLimit,
    size,
    madeUp: images,
    labels,
    testFraction,
    skipBroken,
  };
}
