import { Command } from 'commander';
import { stoppable } from '../compose/stop-signal.js';
import { type ExperimentName, experimentNames, experiments } from '../experiments/index.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, oneOf, optionalNumber, wholeNumbers } from './flags.js';

interface ReproduceFlags {
  mini?: boolean;
  data?: string[];
  weights?: string;
  generator?: string;
  discriminator?: string;
  methods?: string;
  ranks?: string;
  seeds: string;
  tune?: boolean;
  set?: string[];
  workers?: string;
  out?: string;
  resume?: boolean;
  json?: boolean;
}

/** `ftn reproduce NAME`: a table or figure of the paper, at full size or in miniature. */
export function reproduceVerb(terminal: Terminal): Command {
  return new Command('reproduce')
    .description("make a table or figure of the paper; 'ftn list experiments' says which there are")
    .argument('<name>', 'the experiment', oneOf('experiment', experimentNames))
    .option('--mini', 'on made-up data over a backbone that ships, in minutes')
    .option('--data <spec>', 'the real data; may be repeated', collect)
    .option('--weights <file>', "the backbone's weights (.safetensors or .pth)")
    .option('--generator <file>', 'the BigGAN that is adapted, for table-s2 and figure-s5')
    .option('--discriminator <file>', 'its discriminator, where the recipe has an adversarial term')
    .option('--methods <names>', "methods with commas between; default the recipe's")
    .option('--ranks <numbers>', "ranks of FTN with commas between; default the recipe's")
    .option('--seeds <numbers>', 'seeds with commas between; several give deviations', '0')
    .option('--tune', "choose every method's learning rates on validation sets first")
    .option('--set <key=value>', 'change a value of the recipe; may be repeated', collect)
    .option('--workers <n>', 'threads that decode and augment')
    .option('--out <folder>', 'where everything goes; default runs/NAME or runs/NAME-mini')
    .option('--resume', 'go on with what was stopped')
    .option('--json', 'print the result as one JSON object')
    .action(async (name: ExperimentName, flags: ReproduceFlags) => {
      const { mini = false, methods, ranks } = flags;
      const request = {
        mini,
        data: flags.data ?? [],
        weights: flags.weights,
        generator: flags.generator,
        discriminator: flags.discriminator,
        ...(methods ? { methods: methods.split(',') } : {}),
        ...(ranks ? { ranks: wholeNumbers('ranks', ranks, 1) } : {}),
        seeds: wholeNumbers('seeds', flags.seeds),
        tune: flags.tune ?? false,
        set: flags.set ?? [],
        workers: optionalNumber('workers', flags.workers, 0),
        out: flags.out ?? `runs/${name}${mini ? '-mini' : ''}`,
        resume: flags.resume ?? false,
        json: flags.json ?? false,
        command: `ftn reproduce ${process.argv.slice(3).join(' ')}`,
      };
      await stoppable(terminal, (stop) => experiments[name].run(request, stop, terminal));
    });
}
