import { bigGanGenerator, countParameters } from '@ftn/backbones';
import { cpCount } from '@ftn/tensor-factors';
import { knownGenerators } from './open-generator.js';

/** A generator that is known by name, with its exact counts. */
interface GeneratorRow {
  readonly name: string;
  readonly parameters: number;
  /** Σ(C_out + C_in + K²): the factors FTN adds for each rank. */
  readonly factorsPerRank: number;
  readonly resolution: number;
  readonly classes: number;
  readonly summary: string;
}

/** Every generator that is known by name. */
export function generatorRows(): GeneratorRow[] {
  return [...knownGenerators].map(([name, { config, summary }]) => {
    const layers = bigGanGenerator(name, config);
    const { resolution, classes } = config;
    const factorsPerRank = layers.convolutions.reduce((n, layer) => n + cpCount(layer, 1), 0);
    return { name, parameters: countParameters(layers), factorsPerRank, resolution, classes, summary };
  });
}
