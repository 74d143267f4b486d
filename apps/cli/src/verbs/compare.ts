import { Command } from 'commander';
import { requireNoneFailed } from '../terminal/failed-runs.js';
import { printHalved } from '../terminal/halved-lines.js';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { adviseCheck } from './advise-check.js';
import { collect, names, required, wholeNumbers } from './flags.js';
import { type PlanFlags, planOptions, withPlanFlags } from './plan-flags.js';
import {
  decodeOption,
  halfOption,
  seedsOf,
  skipBrokenOption,
  type TrainingFlags,
  testFractionOption,
  trainingOptions,
  withRecipeFlags,
} from './training-flags.js';

interface CompareFlags extends TrainingFlags, PlanFlags {
  data?: string[];
  methods?: string;
  ranks?: string;
  seeds?: string;
  seed?: string;
  tune?: boolean;
  validate?: boolean;
  out: string;
}

async function compare(flags: CompareFlags, terminal: Terminal): Promise<void> {
  const library = await import('@ftn/library/internal');
  const options = {
    data: required('--data SPEC', flags.data),
    methods: names(flags.methods),
    ranks: flags.ranks === undefined ? undefined : wholeNumbers('ranks', flags.ranks, 1),
    seeds: seedsOf(flags),
    tune: flags.tune,
    validate: flags.validate,
    out: flags.out,
    ...planOptions(flags),
    ...trainingOptions(flags),
  };
  const id = flags.recipe ?? library.recipeFor(options.data);
  await adviseCheck(options.data, terminal, () =>
    stoppable(terminal, async (signal) => {
      const comparison = await showRun(library.compare({ ...options, signal }), terminal);
      const { publishComparison } = await import('../files/publish.js');
      const page = library.comparisonPages(comparison, { id, command: options.command });
      await publishComparison(page, { out: flags.out, json: flags.json ?? false }, terminal);
      if (!flags.json) await printHalved(library.halvedRows(comparison.halved), terminal);
      requireNoneFailed(comparison);
    }),
  );
}

/** `ftn compare`: several methods, ranks, domains and tasks over one frozen backbone, as one table. */
export function compareVerb(terminal: Terminal): Command {
  const verb = withRecipeFlags(
    new Command('compare')
      .description(
        'train several methods on several domains over one frozen backbone and compare them in a table',
      )
      .option(
        '--data <spec>',
        'domains: a folder, mini-domains/STYLE, idx:FOLDER …; may be repeated',
        collect,
      )
      .option(
        '--recipe <name|file>',
        "how everything is trained (default: the data's own recipe, else 'default')",
      )
      .option('--backbone <name>', "the frozen network (default: the recipe's)")
      .option('--weights <file>', 'its weights, .safetensors or .pth (default: those that ship)')
      .option('--task <name>', "what is learned; 'ftn list tasks' lists them; may be repeated", collect)
      .option(
        '--methods <names>',
        "comma-separated names, files that define one, and variants such as 'ftn,ftn[layers=layer4]' (default: the recipe's)",
      )
      .option(
        '--ranks <numbers>',
        "comma-separated ranks of methods with a rank; by layer: --methods 'ftn[rank=layer4=8,*=2]' (default: the recipe's)",
      )
      .option(
        '--seeds <numbers>',
        "comma-separated; with several, standard deviations are shown (default: the recipe's seed)",
      )
      .option('--seed <n>', 'short for --seeds N')
      .option(
        '--tune',
        "choose every method's learning rates on the validation sets, all with the same budget",
      )
      .option('--validate', 'measure the validation images after each epoch, for the curves of the page')
      .option('--set <key=value>', 'change a value of the recipe; may be repeated', collect),
  )
    .addOption(testFractionOption())
    .addOption(skipBrokenOption())
    .addOption(decodeOption())
    .addOption(halfOption());
  return withPlanFlags(verb)
    .option('--max-memory <gb>', 'what all runs at once may take (default: free memory)')
    .option('--out <folder>', 'where runs, table, page and adapters go', 'runs/compare')
    .option(
      '--resume',
      'go on from runs of other settings in the folder: with more --epochs, or --allow-change',
    )
    .option('--allow-change', 'with --resume: go on under settings that changed')
    .option('--json', 'print the table as one JSON object')
    .action((flags: CompareFlags) => compare(flags, terminal));
}
