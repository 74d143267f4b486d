import { UsageError } from '@ftn/errors';
import type { TrainOptions } from '@ftn/library';
import { Command } from 'commander';
import { printHalved } from '../terminal/halved-lines.js';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { adviseCheck } from './advise-check.js';
import { collect, methodOptions, optionalNumber, required } from './flags.js';
import {
  decodeOption,
  halfOption,
  skipBrokenOption,
  type TrainingFlags,
  testFractionOption,
  trainingOptions,
  withRecipeFlags,
} from './training-flags.js';

interface TrainFlags extends TrainingFlags {
  data?: string[];
  method?: string;
  rank?: string;
  option?: string[];
  fromScratch?: boolean;
  joint?: boolean;
  jointBackbone?: boolean;
  generator?: string;
  discriminator?: string;
  out?: string;
  seed?: string;
  saveEvery?: string;
  printConfig?: boolean;
}

/** The options for the library that the flags ask for. */
function optionsOf(flags: TrainFlags): TrainOptions {
  return {
    data: flags.data ?? [],
    method: flags.method,
    rank: flags.rank?.includes('=') ? flags.rank : optionalNumber('rank', flags.rank, 1),
    options: methodOptions(flags.option),
    ...trainingOptions(flags),
    joint: flags.joint,
    seed: optionalNumber('seed', flags.seed, 0),
    generator: flags.generator,
    discriminator: flags.discriminator,
    fromScratch: flags.fromScratch,
    out: flags.out,
    saveEvery: optionalNumber('save-every', flags.saveEvery, 1),
  };
}

async function train(flags: TrainFlags, terminal: Terminal): Promise<void> {
  const library = await import('@ftn/library/internal');
  const method = flags.method === undefined ? undefined : await library.methodNamed(flags.method);
  const options = { ...optionsOf(flags), method };
  if (flags.printConfig) {
    terminal.printBlock(library.trainingConfig(options).trimEnd());
    return;
  }
  required('--data SPEC', flags.data);
  await adviseCheck(options.data, terminal, () =>
    stoppable(terminal, async (signal) => {
      if (flags.jointBackbone) return trainTogether({ ...options, signal }, flags.json ?? false, terminal);
      const trained = await showRun(library.train({ ...options, signal }), terminal);
      const table = await library.trainedTable(trained);
      const { means, ...plain } = table;
      const halved = trained.flatMap((one) => one.halved ?? []);
      const half = halved.length === 0 ? {} : { half: halved };
      if (flags.json) terminal.json({ ...plain, metrics: library.measuredMetrics(trained), ...half });
      else {
        const rows = new Set(table.rows.map(({ domain }) => domain)).size > 1 ? means : [];
        await terminal.table({ ...table, rows: [...table.rows, ...rows] });
        await printHalved(library.halvedRows(halved), terminal);
      }
    }),
  );
}

/** One backbone on all domains together. */
async function trainTogether(options: TrainOptions, json: boolean, terminal: Terminal): Promise<void> {
  const library = await import('@ftn/library/internal');
  if (options.half) {
    throw new UsageError('--half does not apply to training a backbone', {
      expected: 'adapters',
      hint: "Write the backbone first, then 'ftn convert IN OUT --half'.",
    });
  }
  const { file, results } = await showRun(library.trainBackbone(options), terminal);
  const rows = results.map(({ domain, metric, metrics }) => ({ domain, metric, value: metrics[metric]! }));
  if (json) terminal.json({ id: 'joint', backbone: file, rows });
  else {
    const shown = rows.map(({ domain, metric, value }) => ({ domain, [metric]: value.toFixed(2) }));
    for (const line of (await import('../terminal/columns.js')).columns(shown)) terminal.print(line);
  }
  terminal.note(`written to ${file}`);
}

/** `ftn train`: one method on one or more domains, each over the same frozen network in a separate folder. */
export function trainVerb(terminal: Terminal): Command {
  return withRecipeFlags(
    new Command('train')
      .description('train one method on one or more domains over a frozen backbone')
      .option(
        '--data <spec>',
        "a folder with train/ and test/, a folder of such folders, or a word that 'ftn list data' shows; may be repeated",
        collect,
      )
      .option(
        '--method <name>',
        "what is trained (default: ftn): one of 'ftn list methods', or a file that defines your own",
      )
      .option('--task <name>', "what is learned; 'ftn list tasks' lists them; may be repeated", collect)
      .option(
        '--rank <n>',
        "rank of the low-rank factors, or ranks by layer as 'layer4=8,*=2' (methods with a rank; default: the recipe's highest)",
      )
      .option('--option <key=value>', 'another option of the method; may be repeated', collect)
      .option('--recipe <name|file>', "how it is trained (default: the data's own recipe, else 'default')")
      .option('--set <key=value>', 'change a value of the recipe; may be repeated', collect)
      .option('--backbone <name>', "the frozen network (default: the recipe's)")
      .option('--weights <file>', 'its weights, .safetensors or .pth (default: those that ship)')
      .option('--from-scratch', 'start from random weights and write a new backbone (with fine-tuning)')
      .option(
        '--joint',
        'train several tasks in one run, on each batch in turn, to the same bits as separately',
      )
      .option(
        '--joint-backbone',
        'instead of adapters: train one backbone on all domains together, a head for each, and write it',
      )
      .option('--generator <name|file>', 'adapt a generator of images: mini-summer, or a BigGAN checkpoint')
      .option('--discriminator <file>', 'its discriminator, if the recipe has an adversarial term')
      .option('--out <folder>', 'where the run goes (default: runs/DATA-METHOD-RANK)')
      .option(
        '--resume',
        'continue from the newest checkpoint in --out; with more --epochs, a finished run too',
      )
      .option('--allow-change', 'with --resume: go on under settings that changed')
      .option('--seed <n>', 'short for --set seed=N'),
  )
    .addOption(testFractionOption())
    .addOption(skipBrokenOption())
    .addOption(decodeOption())
    .addOption(halfOption())
    .option(
      '--save-every <n>',
      'steps between checkpoints, besides one at the end of each epoch (default: 200)',
    )
    .option('--max-memory <gb>', 'refuse to start if more memory than this is needed (default: free memory)')
    .option('--print-config', 'print the resolved configuration and stop')
    .option('--json', 'print the results as one JSON object')
    .action((flags: TrainFlags) => train(flags, terminal));
}
