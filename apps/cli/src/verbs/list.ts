import {
  type Architecture,
  backboneNames,
  bigGanGenerator,
  countBackbone,
  countParameters,
  createArchitecture,
} from '@ftn/backbones';
import { cpCount, methods } from '@ftn/tensor-factors';
import { createDenseTask, denseTaskNames } from '@ftn/training';
import { Command } from 'commander';
import { dataWords } from '../compose/data/openers.js';
import { denseRecipes } from '../compose/dense/dense-recipes.js';
import { generatorRecipes } from '../compose/generation/generator-recipes.js';
import { knownGenerators } from '../compose/generation/open-generator.js';
import { recipeNames } from '../compose/recipes.js';
import { experiments } from '../experiments/index.js';
import { type Cell, columns } from '../terminal/columns.js';
import type { Terminal } from '../terminal/terminal.js';
import { oneOf } from './flags.js';

type Row = Record<string, Cell>;

/** Σ(C_out + C_in + K²): the factors FTN adds to these convolutions for each rank. */
const factorsPerRank = (convolutions: Architecture['convolutions']) =>
  convolutions.reduce((n, layer) => n + cpCount(layer, 1), 0);

/** What exists, by kind: a function that makes the rows of `ftn list KIND`. */
const kinds = {
  backbones: (): Row[] =>
    backboneNames.map((name) => {
      const architecture = createArchitecture(name);
      const { parameters, batchNorm } = countBackbone(architecture);
      return { name, parameters, factorsPerRank: factorsPerRank(architecture.convolutions), batchNorm };
    }),
  methods: (): Row[] =>
    Object.entries(methods).map(([name, { summary, options }]) => ({
      name,
      summary,
      options: Object.keys(options).join(', '),
    })),
  experiments: (): Row[] =>
    Object.entries(experiments).map(([name, { title, source, data }]) => ({ name, title, source, data })),
  recipes: (): Row[] => [
    ...recipeNames().map((name) => ({ name, for: 'classes' })),
    ...recipeNames(denseRecipes).map((name) => ({ name, for: 'tasks (--task)' })),
    ...recipeNames(generatorRecipes).map((name) => ({ name, for: 'generators (--generator)' })),
  ],
  tasks: (): Row[] =>
    denseTaskNames.map((name) => {
      const { metric, key, outputs } = createDenseTask(name, { classes: ['a label each'] });
      const better = metric.better === 'higher' ? 'higher is better' : 'lower is better';
      return { name, map: key, outputs: outputs.join(', '), metric: metric.name, better };
    }),
  data: (): Row[] => dataWords(),
  generators: (): Row[] =>
    Object.entries(knownGenerators).map(([name, { config, summary }]) => {
      const layers = bigGanGenerator(name, config);
      const { resolution, classes } = config;
      const parameters = countParameters(layers);
      const factors = factorsPerRank(layers.convolutions);
      return { name, parameters, factorsPerRank: factors, resolution, classes, summary };
    }),
} as const;

type Kind = keyof typeof kinds;

/** `ftn list KIND`: the backbones with their exact counts, the methods, the tasks, the experiments, the recipes, the data words. */
export function listVerb(terminal: Terminal): Command {
  return new Command('list')
    .description(
      'show what exists: backbones and generators with exact counts, methods, tasks, experiments, recipes, data',
    )
    .argument('<kind>', Object.keys(kinds).join(', '), oneOf('kind', Object.keys(kinds) as Kind[]))
    .option('--json', 'print one JSON object')
    .action((kind: Kind, options: { json?: boolean }) => {
      const rows = kinds[kind]();
      if (options.json) terminal.json({ id: `list-${kind}`, rows });
      else for (const line of columns(rows)) terminal.print(line);
    });
}
