import { join, resolve } from 'node:path';
import { FtnError, UsageError } from '@ftn/errors';
import { taskNames } from '../compose/dense/dense-members.js';
import { openDenseData, requireDenseWord } from '../compose/dense/dense-words.js';
import { resolveDense } from '../compose/dense/resolve-dense.js';
import { trainDense } from '../compose/dense/train-dense.js';
import { runConfig, typedCommand } from '../compose/run-config.js';
import { stoppable } from '../compose/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { methodOptions, optionalNumber, positive, required } from './flags.js';

interface TaskFlags {
  task?: string[];
  data?: string[];
  method?: string;
  rank?: string;
  option?: string[];
  recipe: string;
  weights?: string;
  fromScratch?: boolean;
  joint?: boolean;
  out?: string;
  resume?: boolean;
  limit?: string;
  saveEvery?: string;
  workers?: string;
  maxMemory?: string;
  printConfig?: boolean;
  json?: boolean;
}

/** The one data word that tasks are trained on. */
function theData(words: readonly string[]): string {
  const [word, ...more] = words;
  if (word !== undefined && more.length === 0) return word;
  throw new UsageError('tasks are trained on one data set', {
    expected: 'one --data',
    got: words.join(', '),
  });
}

/** `ftn train --task NAME`: one method on tasks of dense prediction, each with a decoder of its own. */
export async function trainTasks(
  flags: TaskFlags,
  set: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const { method, recipe, fromScratch, joint = false, weights, resume = false, json = false } = flags;
  const tasks = taskNames(required('--task NAME', flags.task));
  if (fromScratch) {
    throw new UsageError('--from-scratch cannot go with --task', {
      hint: 'Decoders are trained over a backbone that is there already.',
    });
  }
  const spec = theData(required('--data SPEC', flags.data));
  const { word } = requireDenseWord(spec);
  const chosen = resolveDense({
    method: required("--method NAME ('ftn list methods' says which)", method),
    recipe: recipe === 'default' ? word.recipe : recipe,
    rank: optionalNumber('rank', flags.rank, 1),
    options: methodOptions(flags.option),
    set: [...set, `tasks=[${tasks.join(', ')}]`],
  });
  const config = runConfig(chosen, typedCommand(process.argv.slice(2)));
  if (flags.printConfig) {
    terminal.print(config.trimEnd());
    return;
  }
  const limit = optionalNumber('limit', flags.limit, 2);
  const saveEvery = optionalNumber('save-every', flags.saveEvery, 1);
  const workers = optionalNumber('workers', flags.workers, 0);
  const gigabytes = flags.maxMemory === undefined ? undefined : positive('max-memory', flags.maxMemory);
  const memoryLimit = gigabytes === undefined ? undefined : gigabytes * 1e9;
  const { size } = chosen.recipe.input;
  const training = stoppable(terminal, async (stop) => {
    const data = await openDenseData(spec, { ...chosen.recipe, size, tasks, limit });
    for (const [key, origin] of Object.entries(data.train.origins)) terminal.note(`${key}: ${origin}`);
    const { system } = chosen;
    const name = [data.name, system.method, ...(system.rank === null ? [] : [system.rank])].join('-');
    const out = resolve(flags.out ?? join('runs', name));
    const run = { joint, out, config, resume, saveEvery, workers, memoryLimit, json };
    await trainDense({ ...chosen, ...run, tasks, data, weights }, stop, terminal);
  });
  await training.catch((error: unknown) => {
    if (word.check && FtnError.isInstance(error) && error.exitCode === 3)
      terminal.note(`'ftn data check ${spec}' lists everything that is wrong with the images and their maps`);
    throw error;
  });
}
