import type { Comparison } from '../compare/compare.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { trainingSettings } from './settings.js';

/** How many images of a domain were trained on and tested. */
interface ImageCounts {
  readonly train: number;
  readonly test: number;
}

/** What made a table, as `table.json` keeps it: enough to say what its numbers are of. */
export interface RunRecord {
  readonly command: string;
  readonly seeds: readonly number[];
  readonly data: readonly string[];
  readonly images: Readonly<Record<string, ImageCounts>>;
  readonly backbone: string;
  readonly input: Comparison['recipe']['input'];
  readonly transforms: Comparison['recipe']['transforms'];
  readonly epochs: number;
  readonly batchSize: number;
  readonly schedule: Comparison['recipe']['schedule'];
  /** The epoch an adapter holds. */
  readonly keep: 'best' | 'last';
  /** What is in force of that which is off unless a recipe says so. */
  readonly training: Readonly<Record<string, unknown>>;
  readonly systems: readonly object[];
  /** In what it departs from the recipe it is named after; empty where in nothing. */
  readonly departures: readonly string[];
}

/** What made a comparison. */
export function runRecord(
  { recipe, seeds, domains, systems, departures }: Comparison,
  command: string,
): RunRecord {
  const { backbone, input, transforms, epochs, batchSize, schedule } = recipe;
  const images = domains.map(({ name, train, test }) => [name, { train: train.length, test: test.length }]);
  return {
    command,
    seeds,
    data: [...new Set(domains.map(({ origin }) => origin.spec))],
    images: Object.fromEntries(images),
    backbone,
    input,
    transforms,
    epochs,
    batchSize,
    schedule,
    keep: keepOf(recipe),
    training: trainingSettings(recipe),
    systems: systems.map(({ method, variant, options, config, phases }) => {
      return { method, variant, options, optimizers: config.optimizers, ...(phases ? { phases } : {}) };
    }),
    departures,
  };
}
