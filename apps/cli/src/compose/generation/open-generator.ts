import { existsSync } from 'node:fs';
import { type BigGanConfig, bigGanConfig, bigGanConfigs, type Generator } from '@ftn/backbones';
import { StorageError, suggest, UsageError } from '@ftn/errors';
import { type AdaptationRecipe, miniSeasonsBase, readGenerator } from '@ftn/generation/node';
import { miniSeasonsScenes } from '@ftn/synthetic';
import { appFile } from '../app-files.js';

/** A generator the command knows by name. */
interface KnownGenerator {
  readonly config: BigGanConfig;
  readonly summary: string;
  /** Its weights' file where it ships. */
  readonly file: string | null;
  /** What its classes are called; numbers where they are too many. */
  readonly classes?: readonly string[];
  /** Its discriminator's, which only adapting with an adversarial term needs. */
  readonly discriminator?: string;
}

/** The generator that ships. */
export const shippedGenerator = 'mini-summer';

/** Generators by name. */
export const knownGenerators: Readonly<Record<string, KnownGenerator>> = {
  biggan128: {
    config: bigGanConfigs.biggan128,
    summary: 'BigGAN of 128 pixels on ImageNet; give its checkpoint, G_ema.pth',
    file: null,
  },
  [shippedGenerator]: {
    config: bigGanConfig(miniSeasonsBase.network),
    summary: 'a small BigGAN of summer landscapes; it ships with the command',
    file: appFile('assets', 'mini-summer.safetensors'),
    classes: miniSeasonsScenes,
    discriminator: appFile('assets', 'mini-summer-discriminator.safetensors'),
  },
};

/** What a checkpoint is checked against before anything is trained over it. */
export type ExpectedGenerator = AdaptationRecipe['generator'];

/**
 * A generator by its name, its checkpoint's file, or the folder of BigGAN's files.
 *
 * @throws UsageError for a known generator that does not ship
 * @throws StorageError where there is neither such a name nor such a file
 * @throws MismatchError where the file holds something else, or another generator than the expected one
 */
export async function openGenerator(
  nameOrPath: string,
  expected: ExpectedGenerator = {},
): Promise<Generator> {
  const known = Object.hasOwn(knownGenerators, nameOrPath) ? knownGenerators[nameOrPath]! : null;
  if (known && known.file === null) {
    throw new UsageError(`the weights of ${nameOrPath} do not ship with the command`, {
      hint: 'Give --generator FILE: its checkpoint (G_ema.pth, or converted to safetensors), or the folder that holds it.',
    });
  }
  if (!known && !existsSync(nameOrPath)) {
    throw new StorageError('there is no such generator', {
      file: nameOrPath,
      expected: 'a name, a checkpoint, or the folder that holds one',
      hint: suggest(nameOrPath, Object.keys(knownGenerators)),
    });
  }
  const { resolution, width } = expected;
  const wanted = { ...(resolution ? { resolution } : {}), ...(width ? { width } : {}) };
  return readGenerator(known?.file ?? nameOrPath, { expected: wanted as Partial<BigGanConfig> });
}
