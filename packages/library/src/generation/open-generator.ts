import { existsSync } from 'node:fs';
import { type BigGanConfig, bigGanConfig, bigGanConfigs, type Generator } from '@ftn/backbones';
import { StorageError, suggest, UsageError } from '@ftn/errors';
import { generatorName } from '@ftn/generation';
import { type GeneratorSection, miniSeasonsBase, readGenerator } from '@ftn/generation/node';
import { miniSeasonsScenes } from '@ftn/synthetic';
import { shippedWeights } from '../files/package-files.js';

/** A generator that has a name: its weights ship where a file is called after it. */
interface KnownGenerator {
  readonly config: BigGanConfig;
  readonly summary: string;
  /** What its classes are called; numbers where they are too many. */
  readonly classes?: readonly string[];
  /** The recipe it is adapted by unless another is named. */
  readonly recipe: string;
}

/** The generator that ships. */
export const shippedGenerator = 'mini-summer';

const table: Readonly<Record<string, KnownGenerator>> = {
  biggan128: {
    config: bigGanConfigs.biggan128,
    summary: 'BigGAN of 128 pixels on ImageNet; give its checkpoint, G_ema.pth',
    recipe: 'seasons',
  },
  [shippedGenerator]: {
    config: bigGanConfig(miniSeasonsBase.network),
    summary: 'a small BigGAN of summer landscapes; it ships with the command',
    classes: miniSeasonsScenes,
    recipe: 'mini-seasons',
  },
};

/** Generators by name. */
export const knownGenerators: ReadonlyMap<string, KnownGenerator> = new Map(Object.entries(table));

/** The recipe a generator is adapted by unless another is named: the paper's, for one that has no name. */
export const recipeOfGenerator = (generator: string): string =>
  knownGenerators.get(generator)?.recipe ?? table.biggan128!.recipe;

/** What the classes of a generator are called; numbers where it does not say. */
export function classesOfGenerator(nameOrPath: string, generator: Generator): readonly string[] {
  const numbers = Array.from({ length: generator.architecture.config.classes }, (_, i) => String(i));
  return knownGenerators.get(nameOrPath)?.classes ?? numbers;
}

/**
 * A generator by its name, its checkpoint's file, or the folder of BigGAN's files.
 *
 * @param expected what a checkpoint is checked against before anything is trained over it
 * @throws UsageError for a known generator that does not ship
 * @throws StorageError where there is neither such a name nor such a file
 * @throws MismatchError where the file holds something else, or another generator than the expected one
 */
export async function openGenerator(
  nameOrPath: string,
  expected: GeneratorSection['expected'] = {},
): Promise<Generator> {
  const known = knownGenerators.has(nameOrPath);
  const file = known ? shippedWeights(nameOrPath) : nameOrPath;
  if (file === null) {
    throw new UsageError(`the weights of ${nameOrPath} do not ship with the library`, {
      hint: 'Give `generator: FILE`: its checkpoint (G_ema.pth, or converted to safetensors), or the folder that holds it.',
    });
  }
  if (!known && !existsSync(file)) {
    throw new StorageError('there is no such generator', {
      file,
      expected: 'a name, a checkpoint, or the folder that holds one',
      hint: suggest(nameOrPath, [...knownGenerators.keys()]),
    });
  }
  const { resolution, width } = expected;
  const wanted = { ...(resolution ? { resolution } : {}), ...(width ? { width } : {}) };
  return readGenerator(file, { expected: wanted as Partial<BigGanConfig> });
}

/**
 * The generator an adapter was trained over: the one that is named, else the one that ships, where it can be that one.
 *
 * @throws UsageError where none is named and the one that ships is another
 */
export function generatorOf(
  network: { readonly name: string },
  named: string | undefined,
  folder: string,
): string {
  if (named !== undefined) return named;
  const shipped = generatorName(table[shippedGenerator]!.config);
  if (network.name === shipped) return shippedGenerator;
  throw new UsageError('no generator was named, and the adapter was not trained over the one that ships', {
    file: folder,
    expected: `\`generator: FILE\` of ${network.name}`,
    got: `${shippedGenerator}, a ${shipped}`,
  });
}
