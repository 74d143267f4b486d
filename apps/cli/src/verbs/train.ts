import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FtnError, UsageError } from '@ftn/errors';
import { Command } from 'commander';
import { openData } from '../compose/data-source.js';
import type { DomainData } from '../compose/domain-data.js';
import { runConfig, typedCommand } from '../compose/run-config.js';
import { StopSignal } from '../compose/stop-signal.js';
import { trainDomains } from '../compose/train-domains.js';
import { trainJointDomains } from '../compose/train-joint-domains.js';
import { type ResolvedTraining, resolveTraining } from '../compose/training-choice.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, methodOptions, optionalNumber, positive, required } from './flags.js';
import { assignments, defaultRecipe, type TrainFlags } from './train-flags.js';
import { adaptGenerator } from './train-generator.js';
import { trainTasks } from './train-tasks.js';

function choose(flags: TrainFlags): ResolvedTraining {
  const given = flags.joint ? (flags.method ?? 'fine-tuning') : flags.method;
  const method = required("--method NAME ('ftn list methods' says which)", given);
  if (flags.joint && method !== 'fine-tuning') {
    throw new UsageError(`--joint cannot go with the method '${method}'`, {
      expected: 'no --method: the whole network is trained, on all domains together',
      hint: 'Train the joint backbone first, then give it as --weights.',
    });
  }
  if (flags.fromScratch && method !== 'fine-tuning') {
    throw new UsageError(`--from-scratch cannot go with the method '${method}'`, {
      expected: '--method fine-tuning, which trains the whole network',
      hint: 'The other methods adapt a trained network: give its --weights.',
    });
  }
  if (flags.fromScratch && flags.weights !== undefined) {
    throw new UsageError('--from-scratch and --weights exclude each other', {
      hint: 'Leave one of them out.',
    });
  }
  const { recipe, rank } = flags;
  return resolveTraining({
    method,
    recipe,
    rank: optionalNumber('rank', rank, 1),
    options: methodOptions(flags.option),
    set: assignments(flags),
  });
}

/** Where a run goes unless told: `runs/` and what it is. */
function defaultFolder(domains: readonly DomainData[], { system }: ResolvedTraining): string {
  const what = domains.length === 1 ? domains[0]!.name : `${domains.length}-domains`;
  return join('runs', [what, system.method, ...(system.rank === null ? [] : [system.rank])].join('-'));
}

/** Whether an error is about what a file in the folder holds. */
function concerns(error: unknown, folder: string): boolean {
  return FtnError.isInstance(error) && error.exitCode === 3 && (error.details.file ?? '').startsWith(folder);
}

async function train(flags: TrainFlags, terminal: Terminal): Promise<void> {
  const chosen = choose(flags);
  const config = runConfig(chosen, typedCommand(process.argv.slice(2)));
  if (flags.printConfig) {
    terminal.print(config.trimEnd());
    return;
  }
  const { seed, input } = chosen.recipe;
  const specs = required('--data SPEC', flags.data);
  const limit = optionalNumber('limit', flags.limit, 2);
  const workers = optionalNumber('workers', flags.workers, 0);
  const saveEvery = optionalNumber('save-every', flags.saveEvery, 1);
  const gigabytes = flags.maxMemory === undefined ? undefined : positive('max-memory', flags.maxMemory);
  const memoryLimit = gigabytes === undefined ? undefined : gigabytes * 1e9;
  const stop = new StopSignal(terminal);
  try {
    const domains: DomainData[] = [];
    for (const spec of specs)
      domains.push(
        ...(await openData(spec, { seed, size: input.size, limit, perClass: chosen.recipe.madeUp })),
      );
    for (const { name, heldOut, validation } of domains) {
      const held = `${validation.length} training images are held out to choose the best epoch`;
      if (heldOut) terminal.note(`${name}: no validation images; ${held}`);
    }
    const { weights, fromScratch = false, resume = false, json = false } = flags;
    const out = resolve(flags.out ?? (flags.joint ? join('runs', 'joint') : defaultFolder(domains, chosen)));
    if (flags.joint) {
      const run = {
        ...chosen,
        domains,
        weights,
        fromScratch,
        directory: out,
        config,
        resume,
        saveEvery,
        workers,
      };
      await trainJointDomains({ ...run, json, stop, terminal });
      return;
    }
    const options = {
      ...chosen,
      domains,
      weights,
      fromScratch,
      resume,
      json,
      out,
      config,
      workers,
      saveEvery,
      memoryLimit,
    };
    await trainDomains(options, stop, terminal);
  } catch (error) {
    const folder = specs.find((spec) => existsSync(spec) && concerns(error, resolve(spec)));
    if (folder) terminal.note(`'ftn data check ${folder}' lists everything that is wrong with the images`);
    throw error;
  } finally {
    stop.dispose();
  }
}

/** `ftn train`: one method on one or more domains, each over the same frozen backbone in a folder of its own. */
export function trainVerb(terminal: Terminal): Command {
  return new Command('train')
    .description('train one method on one or more domains over a frozen backbone')
    .option(
      '--data <spec>',
      "a folder with train/ and test/, a folder of such folders, or a word that 'ftn list data' shows; may be repeated",
      collect,
    )
    .option('--method <name>', "what is trained; 'ftn list methods' says what there is")
    .option(
      '--task <name>',
      'learn a map of the image: edge, semseg, normals, depth; may be repeated',
      collect,
    )
    .option('--rank <n>', 'rank of the method that has one')
    .option('--option <key=value>', 'another option of the method; may be repeated', collect)
    .option('--recipe <name|file>', 'how it is trained', defaultRecipe)
    .option('--set <key=value>', 'change a value of the recipe; may be repeated', collect)
    .option('--backbone <name>', "the frozen network; default the recipe's")
    .option('--weights <file>', 'its weights (.safetensors or .pth); default those that ship')
    .option(
      '--from-scratch',
      'start from random weights and write a new backbone (with --method fine-tuning)',
    )
    .option(
      '--joint',
      'train one backbone on all domains together, a head for each, and write it; with --task, all tasks in turn',
    )
    .option(
      '--generator <name|file>',
      'adapt a generator of images instead: mini-summer, or a BigGAN checkpoint',
    )
    .option('--discriminator <file>', 'its discriminator, where its recipe has an adversarial term')
    .option('--out <folder>', 'where the run goes; default runs/DATA-METHOD-RANK')
    .option('--resume', 'go on from the newest checkpoint in --out')
    .option('--seed <n>', 'short for --set seed=N')
    .option('--epochs <n>', 'short for --set epochs=N')
    .option('--batch-size <n>', 'short for --set batchSize=N')
    .option('--limit <n>', 'at most so many images of each class in each set')
    .option('--save-every <n>', "steps between checkpoints, besides every epoch's end; default 200")
    .option('--workers <n>', 'threads that decode and augment')
    .option('--max-memory <gb>', 'refuse to start where the process would take more; default what is free')
    .option('--print-config', 'print the resolved configuration and stop')
    .option('--json', 'print the results as one JSON object')
    .action((flags: TrainFlags) => {
      if (flags.task && flags.generator !== undefined) {
        throw new UsageError('--task and --generator exclude each other', {
          hint: '--task learns a map of an image, --generator makes images; leave one of them out.',
        });
      }
      if (flags.task) return trainTasks(flags, assignments(flags), terminal);
      if (flags.generator !== undefined) return adaptGenerator(flags.generator, flags, terminal);
      return train(flags, terminal);
    });
}
