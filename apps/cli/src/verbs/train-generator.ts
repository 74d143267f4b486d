import { UsageError } from '@ftn/errors';
import { adaptationConfig, resolveAdaptation } from '../compose/generation/generator-choice.js';
import { trainGenerator } from '../compose/generation/train-generator.js';
import { typedCommand } from '../compose/run-config.js';
import { stoppable } from '../compose/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { methodOptions, optionalNumber, positive, required } from './flags.js';
import { assignments, defaultRecipe, type TrainFlags } from './train-flags.js';

/** The adaptation recipe's assignments for options that are short for one, before those of `--set`. */
function adaptationAssignments({ backbone: _, set = [], ...flags }: TrainFlags): string[] {
  return [...assignments(flags).map((assignment) => `training.${assignment}`), ...set];
}

/** `ftn train --generator`: a generator adapted to images. */
export async function adaptGenerator(
  generator: string,
  flags: TrainFlags,
  terminal: Terminal,
): Promise<void> {
  const alien = (['joint', 'fromScratch', 'backbone'] as const).find((name) => flags[name] !== undefined);
  if (alien !== undefined) {
    const flag = alien.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--generator and --${flag} exclude each other`, {
      hint: 'Give the weights of the generator itself as --generator FILE.',
    });
  }
  const chosen = resolveAdaptation({
    generator,
    method: flags.method ?? 'ftn',
    rank: optionalNumber('rank', flags.rank, 1),
    options: methodOptions(flags.option),
    recipe: flags.recipe === defaultRecipe ? undefined : flags.recipe,
    set: adaptationAssignments(flags),
  });
  const config = adaptationConfig(chosen, typedCommand(process.argv.slice(2)));
  if (flags.printConfig) {
    terminal.print(config.trimEnd());
    return;
  }
  const { out, resume = false, json = false, maxMemory } = flags;
  const options = {
    ...chosen,
    generator,
    discriminator: flags.discriminator,
    weights: flags.weights,
    config,
    out,
    resume,
    json,
    data: required('--data SPEC', flags.data),
    limit: optionalNumber('limit', flags.limit, 1),
    workers: optionalNumber('workers', flags.workers, 0),
    saveEvery: optionalNumber('save-every', flags.saveEvery, 1),
    memoryLimit: maxMemory === undefined ? undefined : positive('max-memory', maxMemory) * 1e9,
  };
  await stoppable(terminal, (stop) => trainGenerator(options, stop, terminal));
}
