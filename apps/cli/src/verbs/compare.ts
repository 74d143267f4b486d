import { Command } from 'commander';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { typedCommand } from '../terminal/typed-command.js';
import { adviseCheck } from './advise-check.js';
import { collect, names, optionalNumber, positive, required, wholeNumbers } from './flags.js';

interface CompareFlags {
  recipe?: string;
  data?: string[];
  weights?: string;
  backbone?: string;
  methods?: string;
  ranks?: string;
  seeds?: string;
  tune?: boolean;
  set?: string[];
  epochs?: string;
  batchSize?: string;
  limit?: string;
  testLimit?: string;
  workers?: string;
  maxMemory?: string;
  out: string;
  resume?: boolean;
  task?: string[];
  json?: boolean;
}

async function compare(flags: CompareFlags, terminal: Terminal): Promise<void> {
  const library = await import('@ftn/library/internal');
  const { maxMemory } = flags;
  const options = {
    data: required('--data SPEC', flags.data),
    tasks: flags.task,
    recipe: flags.recipe,
    set: flags.set,
    backbone: flags.backbone,
    weights: flags.weights,
    methods: names(flags.methods),
    ranks: flags.ranks === undefined ? undefined : wholeNumbers('ranks', flags.ranks, 1),
    seeds: flags.seeds === undefined ? undefined : wholeNumbers('seeds', flags.seeds),
    tune: flags.tune,
    epochs: optionalNumber('epochs', flags.epochs, 1),
    batchSize: optionalNumber('batch-size', flags.batchSize, 1),
    limit: optionalNumber('limit', flags.limit, 1),
    testLimit: optionalNumber('test-limit', flags.testLimit, 1),
    workers: optionalNumber('workers', flags.workers, 0),
    memoryLimit: maxMemory === undefined ? undefined : positive('max-memory', maxMemory) * 1e9,
    out: flags.out,
    resume: flags.resume,
    command: typedCommand(process.argv.slice(2)),
  };
  const id = flags.recipe ?? library.recipeFor(options.data);
  await adviseCheck(options.data, terminal, () =>
    stoppable(terminal, async (signal) => {
      const comparison = await showRun(library.compare({ ...options, signal }), terminal);
      const { publishComparison } = await import('../files/publish.js');
      const page = library.comparisonPages(comparison, { id, command: options.command });
      await publishComparison(page, { out: flags.out, json: flags.json ?? false }, terminal);
    }),
  );
}

/** `ftn compare`: several methods, ranks, domains and tasks over one frozen backbone, as one table. */
export function compareVerb(terminal: Terminal): Command {
  return new Command('compare')
    .description(
      'train several methods on several domains over one frozen backbone and compare them in a table',
    )
    .option('--data <spec>', 'domains: a folder, mini-domains/STYLE, idx:FOLDER …; may be repeated', collect)
    .option(
      '--recipe <name|file>',
      "how everything is trained (default: the data's own recipe, else 'default')",
    )
    .option('--backbone <name>', "the frozen network (default: the recipe's)")
    .option('--weights <file>', 'its weights, .safetensors or .pth (default: those that ship)')
    .option('--task <name>', "what is learned; 'ftn list tasks' lists them; may be repeated", collect)
    .option('--methods <names>', "comma-separated (default: the recipe's)")
    .option('--ranks <numbers>', "comma-separated ranks of methods with a rank (default: the recipe's)")
    .option(
      '--seeds <numbers>',
      "comma-separated; with several, standard deviations are shown (default: the recipe's seed)",
    )
    .option('--tune', "choose every method's learning rates on the validation sets, all with the same budget")
    .option('--set <key=value>', 'change a value of the recipe; may be repeated', collect)
    .option('--epochs <n>', 'short for --set epochs=N')
    .option('--batch-size <n>', 'short for --set batchSize=N')
    .option('--limit <n>', 'use at most N images per class and split (N per split where images have maps)')
    .option('--test-limit <n>', 'the same for test images (default: --limit)')
    .option('--workers <n>', 'threads that decode and augment')
    .option('--max-memory <gb>', 'refuse to start if more memory than this is needed (default: free memory)')
    .option('--out <folder>', 'where table, page and adapters go', 'runs/compare')
    .option('--resume', 'continue a comparison that was stopped')
    .option('--json', 'print the table as one JSON object')
    .action((flags: CompareFlags) => compare(flags, terminal));
}
