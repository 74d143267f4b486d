import { Command } from 'commander';
import { type Cell, columns } from '../terminal/columns.js';
import type { Terminal } from '../terminal/terminal.js';
import { oneOf } from './flags.js';

type Row = Record<string, Cell>;

/** What so many scalars take as a file, in float32 and in float16. */
const sizes = (scalars: number) => ({ bytes: 4 * scalars, halfBytes: 2 * scalars });

/** What exists, by kind: a function that makes the rows of `ftn list KIND`. */
const kinds = {
  async backbones(): Promise<Row[]> {
    const { backboneNames, countBackbone, createArchitecture } = await import('@ftn/backbones');
    const { cpCount } = await import('@ftn/tensor-factors');
    return backboneNames().map((name) => {
      const architecture = createArchitecture(name);
      const { parameters, batchNorm } = countBackbone(architecture);
      // Σ(C_out + C_in + K²): the factors FTN adds for each rank.
      const factorsPerRank = architecture.convolutions.reduce((n, layer) => n + cpCount(layer, 1), 0);
      return { name, parameters, ...sizes(parameters), factorsPerRank, batchNorm };
    });
  },
  async methods(): Promise<Row[]> {
    const { methodDefinitions } = await import('@ftn/tensor-factors');
    return methodDefinitions().map(({ name, summary, options }) => ({
      name,
      summary,
      options: Object.keys(options).join(', '),
    }));
  },
  async experiments(): Promise<Row[]> {
    const { experiments, subjectOf } = await import('../paper/index.js');
    return Object.entries(experiments).map(([name, experiment]) => ({
      name,
      title: subjectOf(experiment),
      source: experiment.source,
      data: experiment.data,
    }));
  },
  async recipes(): Promise<Row[]> {
    const { loadRecipe, recipeNames } = await import('@ftn/library');
    return recipeNames().map((name) => {
      const { title, tasks, methods } = loadRecipe(name);
      return { name, title, tasks: tasks.join(', '), methods: Object.keys(methods).length };
    });
  },
  async tasks(): Promise<Row[]> {
    const { createTask, taskNames } = await import('@ftn/tasks');
    return taskNames().map((name) => {
      const { metric, targets, outputs } = createTask(name, { classes: ['one for each class'] });
      const better = metric.better === 'higher' ? 'higher is better' : 'lower is better';
      const unit = metric.unit === '' ? {} : { unit: metric.unit };
      return {
        name,
        learns: targets.join(', '),
        outputs: outputs.join(', '),
        metric: metric.name,
        ...unit,
        better,
      };
    });
  },
  async data(): Promise<Row[]> {
    return (await import('@ftn/library')).dataWords();
  },
  async generators(): Promise<Row[]> {
    return (await import('@ftn/library/internal')).generatorRows().map(({ name, parameters, ...row }) => {
      return { name, parameters, ...sizes(parameters), ...row };
    });
  },
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
    .action(async (kind: Kind, options: { json?: boolean }) => {
      const rows = await kinds[kind]();
      if (options.json) terminal.json({ id: `list-${kind}`, rows });
      else for (const line of columns(rows, terminal.screenWidth)) terminal.print(line);
    });
}
