import { UsageError } from '@ftn/errors';
import { Command } from 'commander';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { typedCommand } from '../terminal/typed-command.js';
import { collect, names, oneOf, wholeNumbers } from './flags.js';
import { type PlanFlags, planOptions, withPlanFlags } from './plan-flags.js';
import { type RecipeFlags, recipeOptions, seedsOf, withRecipeFlags } from './training-flags.js';

interface ReproduceFlags extends RecipeFlags, PlanFlags {
  mini?: boolean;
  data?: string[];
  weights?: string[];
  generator?: string;
  discriminator?: string;
  methods?: string;
  ranks?: string;
  seeds?: string;
  seed?: string;
  tune?: boolean;
  set?: string[];
  paper?: string;
  out?: string;
  resume?: boolean;
  allowChange?: boolean;
  json?: boolean;
}

/** The whole paper in miniature is repeated, as tables of the field are. */
const miniSeeds = [0, 1, 2];

/** The one file of weights that a single experiment takes. */
function oneFile(weights: readonly string[] = []): string | undefined {
  if (weights.length < 2) return weights[0];
  throw new UsageError('--weights is given more than once', {
    hint: "One experiment adapts one network; 'ftn reproduce all' takes a file for each: NETWORK=FILE.",
  });
}

async function reproduce(name: string, flags: ReproduceFlags, terminal: Terminal): Promise<void> {
  const { experiments } = await import('../paper/index.js');
  type Name = keyof typeof experiments;
  const known = oneOf('experiment', [...(Object.keys(experiments) as Name[]), 'all' as const])(name);
  const { mini = false, data = [], generator, discriminator } = flags;
  const { paperAssignments } = await import('../paper/paper-values.js');
  const values = flags.paper === undefined ? [] : await paperAssignments(flags.paper);
  const set = [...values, ...(flags.set ?? [])];
  const request = {
    mini,
    data,
    generator,
    discriminator,
    methods: names(flags.methods),
    ranks: flags.ranks === undefined ? undefined : wholeNumbers('ranks', flags.ranks, 1),
    seeds: seedsOf(flags) ?? (known === 'all' && mini ? miniSeeds : [0]),
    tune: flags.tune ?? false,
    set,
    ...recipeOptions(flags),
    ...planOptions(flags),
    out: flags.out ?? `runs/${known === 'all' ? 'paper' : known}${mini ? '-mini' : ''}`,
    resume: flags.resume ?? false,
    allowChange: flags.allowChange ?? false,
    json: flags.json ?? false,
    command: typedCommand(process.argv.slice(2)),
  };
  // Of every training of the experiments, those outside a comparison included.
  if (request.threads !== undefined) {
    const { startEngine } = await import('@ftn/engine');
    await startEngine({ threads: request.threads });
  }
  await stoppable(terminal, async (signal) => {
    if (known === 'all') {
      const { reproducePaper } = await import('../paper/whole-paper.js');
      await reproducePaper({ ...request, weights: flags.weights ?? [], signal }, terminal);
    } else {
      await experiments[known].run({ ...request, weights: oneFile(flags.weights), signal }, terminal);
    }
  });
}

/** `ftn reproduce NAME`: a table or figure of the paper, at full size or in miniature. */
export function reproduceVerb(terminal: Terminal): Command {
  const verb = withRecipeFlags(
    new Command('reproduce')
      .description("make a table or figure of the paper; 'ftn list experiments' says which there are")
      .argument(
        '<name>',
        "the experiment; 'all' for the whole paper, each in a folder of its own, those that are missing",
      )
      .option('--mini', 'on made-up data over a backbone that ships, in minutes')
      .option('--data <spec>', 'the real data; may be repeated', collect)
      .option(
        '--weights <file>',
        "the backbone's weights (.safetensors or .pth); with 'all' NETWORK=FILE for each",
        collect,
      )
      .option('--generator <file>', 'the BigGAN that is adapted, for table-s2 and figure-s5')
      .option('--discriminator <file>', 'its discriminator, if the recipe has an adversarial term')
      .option('--methods <names>', "comma-separated (default: the recipe's)")
      .option('--ranks <numbers>', "comma-separated ranks of methods with a rank (default: the recipe's)")
      .option(
        '--seeds <numbers>',
        'comma-separated; with several, standard deviations are shown (default: 0; all --mini: 0,1,2)',
      )
      .option('--seed <n>', 'short for --seeds N')
      .option('--tune', "choose every method's learning rates on validation sets first")
      .option(
        '--set <key=value>',
        "change a value of the recipe; may be repeated (joint.KEY=VALUE: of table-s1's joint network alone; with 'all' NAME.KEY=VALUE: of one experiment)",
        collect,
      )
      .option('--paper <file>', 'values to stand beside the results, as YAML, where the recipe has none'),
  );
  return withPlanFlags(verb)
    .option('--out <folder>', 'where runs, tables, figures and adapters go (default: runs/NAME)')
    .option(
      '--resume',
      'go on from runs of other settings in the folder: with more epochs, or --allow-change',
    )
    .option('--allow-change', 'with --resume: go on under settings that changed')
    .option('--json', "print the table as one JSON object; with 'all' one a line for each")
    .action((name: string, flags: ReproduceFlags) => reproduce(name, flags, terminal));
}
