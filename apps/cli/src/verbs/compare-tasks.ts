import { UsageError } from '@ftn/errors';
import { publishComparison } from '../compose/comparison.js';
import { trainDenseComparison } from '../compose/dense/dense-comparison.js';
import { taskNames } from '../compose/dense/dense-members.js';
import { loadDenseRecipe } from '../compose/dense/dense-recipes.js';
import { openDenseData, requireDenseWord } from '../compose/dense/dense-words.js';
import { stoppable } from '../compose/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { optionalNumber, required, wholeNumbers } from './flags.js';

interface CompareTaskFlags {
  task?: string[];
  recipe: string;
  data: string[];
  weights?: string;
  backbone?: string;
  methods?: string;
  ranks?: string;
  seeds: string;
  tune?: boolean;
  set: string[];
  limit?: string;
  workers?: string;
  out: string;
  resume?: boolean;
  json?: boolean;
}

/** `ftn compare --task NAME`: several methods on tasks of dense prediction over one frozen backbone, as one table. */
export async function compareTasks(flags: CompareTaskFlags, terminal: Terminal): Promise<void> {
  const tasks = taskNames(required('--task NAME', flags.task));
  const [spec, ...more] = flags.data;
  if (more.length > 0) throw new UsageError('tasks are compared on one data set', { expected: 'one --data' });
  const { word } = requireDenseWord(spec!);
  const set = flags.backbone ? [...flags.set, `backbone=${flags.backbone}`] : flags.set;
  const recipeName = flags.recipe === 'default' ? word.recipe : flags.recipe;
  const recipe = loadDenseRecipe(recipeName, set);
  const limit = optionalNumber('limit', flags.limit, 2);
  const { size } = recipe.input;
  const { weights, methods, ranks, tune = false, out, resume = false, json = false } = flags;
  await stoppable(terminal, async (stop) => {
    const data = await openDenseData(spec!, { ...recipe, size, tasks, limit });
    const comparison = await trainDenseComparison(
      {
        id: recipeName,
        recipe,
        tasks,
        data,
        spec: spec!,
        weights,
        ...(methods ? { methods: methods.split(',') } : {}),
        ...(ranks ? { ranks: wholeNumbers('ranks', ranks, 1) } : {}),
        seeds: wholeNumbers('seeds', flags.seeds),
        tune,
        workers: optionalNumber('workers', flags.workers, 0),
        out,
        keepRuns: true,
        resume,
        command: `ftn compare ${process.argv.slice(3).join(' ')}`,
        stop,
      },
      terminal,
    );
    await publishComparison(comparison, { out, json }, terminal);
  });
}
