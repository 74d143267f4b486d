import { suggest, UsageError } from '@ftn/errors';
import type { AdaptationRecipe } from '@ftn/generation/node';
import { createMethod, type MethodOptions, methodNames } from '@ftn/tensor-factors';
import { stringify } from 'yaml';
import { libraryVersion } from '../app-files.js';
import { loadGeneratorRecipe } from './generator-recipes.js';
import { shippedGenerator } from './open-generator.js';

export interface GeneratorChoice {
  /** A generator's name, or its file. */
  readonly generator: string;
  readonly method: string;
  readonly rank?: number | undefined;
  /** The method's options besides the rank. */
  readonly options: MethodOptions;
  /** Default: the made-up seasons' for the generator that ships, the paper's for others. */
  readonly recipe?: string | undefined;
  readonly set: readonly string[];
}

/** What one adaptation trains: the recipe, and the method with every option filled in. */
export interface ResolvedAdaptation {
  readonly recipe: AdaptationRecipe;
  readonly method: string;
  readonly options: MethodOptions;
}

/** The recipe and the method of an adaptation; UsageError where one of them does not exist. */
export function resolveAdaptation(choice: GeneratorChoice): ResolvedAdaptation {
  const { generator, method, rank, set } = choice;
  if (!(methodNames as string[]).includes(method)) {
    throw new UsageError(`unknown method '${method}'`, { hint: suggest(method, methodNames) });
  }
  const name = choice.recipe ?? (generator === shippedGenerator ? 'mini-seasons' : 'seasons');
  const recipe = loadGeneratorRecipe(name, set);
  const ranked = method === 'ftn' ? { rank: rank ?? Math.max(...recipe.ranks) } : {};
  const given = { ...ranked, ...choice.options, ...(rank === undefined ? {} : { rank }) };
  const { options, promises } = createMethod(method, given);
  if (!promises.freezesShared || promises.straightThrough) {
    const others = methodNames.filter((other) => {
      const { freezesShared, straightThrough } = createMethod(other).promises;
      return freezesShared && !straightThrough;
    });
    throw new UsageError(`'${method}' cannot adapt a generator`, {
      expected: others.join(', '),
      hint: 'It chooses layers or blocks by a penalty or by phases, which are those of classifiers.',
    });
  }
  const narrowed = typeof options.rank === 'number' ? { ...recipe, ranks: [options.rank] } : recipe;
  return { recipe: narrowed, method, options };
}

/** The resolved recipe as YAML that `--recipe` takes, below the command that made it. */
export function adaptationConfig({ recipe }: ResolvedAdaptation, command: string): string {
  const header = [`# ${libraryVersion()}`, `# ${command}`];
  return `${header.join('\n')}\n${stringify({ ...recipe, command }, { lineWidth: 0 })}`;
}
