import { UsageError } from '@ftn/errors';
import type { AdaptationConfigInput, GeneratorSection } from '@ftn/generation/node';
import { createTask } from '@ftn/tasks';
import { createMethod, methodNames } from '@ftn/tensor-factors';
import { listOf } from '../one-or-several.js';
import type { ChosenSystem } from '../recipes/choose-system.js';
import type { TrainOptions } from '../train/options.js';

/** The options of training that say nothing of generators, and those that say nothing of anything else. */
const alien = ['joint', 'half', 'fromScratch', 'backbone', 'size', 'testLimit', 'testFraction'] as const;
const own = ['generator', 'discriminator'] as const;

/** What stands in the place of an option where a generator is adapted. */
const ofGenerators: Readonly<Record<string, string>> = {
  backbone: 'Give the weights of the generator itself as `generator: FILE`.',
  half: 'Halve the adapter afterwards: `halveAdapter`.',
  size: 'Images have the size of those the generator makes.',
};

/** Whether a method changes a generator's convolutions by a loss of images alone. */
function adaptsGenerators(method: string): boolean {
  const { freezesShared, straightThrough } = createMethod(method).traits;
  return freezesShared && !straightThrough;
}

/**
 * Refuses options that the recipe does not take: of generators where it adapts none, of other networks where it adapts
 * one; and a method or settings that cannot adapt one.
 *
 * @throws UsageError that names the option or the setting
 */
export function requireAdaptation({ recipe, system }: ChosenSystem, options: TrainOptions): void {
  const { generator } = recipe;
  if (!generator) {
    const stray = own.find((name) => options[name] !== undefined);
    if (stray === undefined) return;
    throw new UsageError(`the recipe '${recipe.title}' adapts no generator, and \`${stray}\` names one`, {
      expected: "a recipe with the section 'generator'",
      hint: "Use `recipe: seasons`, or omit `recipe` to use the generator's own.",
    });
  }
  const stray = alien.find((name) => options[name] !== undefined && options[name] !== false);
  if (stray !== undefined) {
    throw new UsageError(`\`${stray}\` does not apply to adapting a generator`, {
      hint: ofGenerators[stray] ?? 'Leave it out.',
    });
  }
  if (
    options.tasks !== undefined &&
    listOf(options.tasks).some((task) => createTask(task, { classes: [] }).head)
  ) {
    throw new UsageError('`tasks` does not apply to adapting a generator', {
      got: listOf(options.tasks).join(', '),
      hint: 'Omit it.',
    });
  }
  if (!adaptsGenerators(system.method)) {
    throw new UsageError(`'${system.method}' cannot adapt a generator`, {
      expected: methodNames().filter(adaptsGenerators).join(', '),
      hint: 'It chooses layers or blocks by a penalty or by phases, which are those of classifiers.',
    });
  }
  if (recipe.earlyStopping) {
    throw new UsageError(
      'earlyStopping measures held-out images, and a generator is adapted to all of them',
      {
        hint: 'Give generator.patience instead: steps without a smaller loss.',
      },
    );
  }
  requireNetworks(generator, options);
  requireImages(recipe);
}

/** Refuses weights of networks that the loss has no term for. */
function requireNetworks({ loss, adversarial }: GeneratorSection, options: TrainOptions): void {
  const terms: [option: 'discriminator' | 'weights', weight: number, term: string][] = [
    ['discriminator', adversarial.weight, 'generator.adversarial.weight'],
    ['weights', loss.perceptual, 'generator.loss.perceptual'],
  ];
  for (const [option, weight, term] of terms) {
    if (options[option] === undefined || weight > 0) continue;
    throw new UsageError(`\`${option}\` names a network that the recipe's loss does not use`, {
      got: `${term} 0`,
      hint: `Omit it, or give the term a weight: \`set: ${term}=0.1\`.`,
    });
  }
}

/** Refuses images that are not in [−1, 1], as a generator makes them, or are learned otherwise than they are measured. */
function requireImages({ input, transforms }: ChosenSystem['recipe']): void {
  const half = [...input.mean, ...input.std].every((value) => value === 0.5);
  if (!half) {
    throw new UsageError('the images of a generator are in [−1, 1]', {
      expected: 'input.mean and input.std of 0.5',
      got: JSON.stringify({ mean: input.mean, std: input.std }),
    });
  }
  const [train, evaluate] = [transforms.train, transforms.evaluate].map((one) => JSON.stringify(one));
  if (train === evaluate) return;
  throw new UsageError('a generator uses the same transforms for training and measuring', {
    expected: `transforms.train ${evaluate}`,
    got: `${train}`,
  });
}

/** Everything that determines the numbers of an adaptation, except its data. */
export function adaptationConfigOf(
  section: GeneratorSection,
  { config }: ChosenSystem['system'],
): AdaptationConfigInput {
  const { loss, latents, adversarial, patience } = section;
  return { ...config, loss, latents, adversarial, patience };
}
