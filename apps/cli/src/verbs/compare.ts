import { Command } from 'commander';
import { compare } from '../compose/comparison.js';
import { openDomains } from '../compose/open-domains.js';
import { loadRecipe } from '../compose/recipes.js';
import { stoppable } from '../compose/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { compareTasks } from './compare-tasks.js';
import { collect, wholeNumbers } from './flags.js';

interface CompareFlags {
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
  testLimit?: string;
  workers?: string;
  out: string;
  resume?: boolean;
  task?: string[];
  json?: boolean;
}

/** `ftn compare`: several methods, ranks and domains over one frozen backbone, as one table. */
export function compareVerb(terminal: Terminal): Command {
  return new Command('compare')
    .description(
      'train several methods on several domains over one frozen backbone and compare them in a table',
    )
    .requiredOption(
      '--data <spec>',
      'domains: a folder, mini-domains/STYLE, idx:FOLDER; may be repeated',
      collect,
      [],
    )
    .option('--recipe <name|file>', 'how everything is trained', 'default')
    .option('--backbone <name>', "the frozen network; default the recipe's")
    .option('--weights <file>', 'its weights (.safetensors or .pth); default those that ship')
    .option(
      '--task <name>',
      'learn a map of the image: edge, semseg, normals, depth; may be repeated',
      collect,
    )
    .option('--methods <names>', "methods with commas between; default the recipe's")
    .option('--ranks <numbers>', "ranks of FTN with commas between; default the recipe's")
    .option('--seeds <numbers>', 'seeds with commas between; several give deviations', '0')
    .option('--tune', "choose every method's learning rates on the validation sets, all with the same budget")
    .option('--set <key=value>', 'change a value of the recipe; may be repeated', collect, [])
    .option('--limit <n>', 'at most so many images of each class in each set')
    .option('--test-limit <n>', 'at most so many test images of each class; default as --limit')
    .option('--workers <n>', 'threads that decode and augment')
    .option('--out <folder>', 'where table, page and adapters go', 'runs/compare')
    .option('--resume', 'go on with a comparison that was stopped')
    .option('--json', 'print the table as one JSON object')
    .action(async (flags: CompareFlags) => {
      if (flags.task) return compareTasks(flags, terminal);
      const set = flags.backbone ? [...flags.set, `backbone=${flags.backbone}`] : flags.set;
      const recipe = loadRecipe(flags.recipe, set);
      const limit = flags.limit === undefined ? undefined : wholeNumbers('limit', flags.limit, 1)[0];
      const testLimit =
        flags.testLimit === undefined ? limit : wholeNumbers('test-limit', flags.testLimit, 1)[0];
      const tune = flags.tune ?? false;
      const domains = await openDomains(flags.data, recipe, { tune, limit, testLimit });
      const choice = {
        id: flags.recipe,
        recipe,
        weights: flags.weights,
        domains,
        data: flags.data.join(', '),
        ...(flags.methods ? { methods: flags.methods.split(',') } : {}),
        ...(flags.ranks ? { ranks: wholeNumbers('ranks', flags.ranks, 1) } : {}),
        seeds: wholeNumbers('seeds', flags.seeds),
        tune,
        out: flags.out,
        command: `ftn compare ${process.argv.slice(3).join(' ')}`,
        json: flags.json ?? false,
        workers: flags.workers === undefined ? undefined : wholeNumbers('workers', flags.workers)[0],
        keepRuns: true,
        resume: flags.resume ?? false,
      };
      await stoppable(terminal, (stop) => compare({ ...choice, stop }, terminal));
    });
}
