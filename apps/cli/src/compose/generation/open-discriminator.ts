import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Generator, Weights } from '@ftn/backbones';
import { readTensorFile } from '@ftn/checkpoints/node';
import { discriminatorFromTensors } from '@ftn/generation';
import type { AdaptationRecipe } from '@ftn/generation/node';
import type { Terminal } from '../../terminal/terminal.js';
import { knownGenerators } from './open-generator.js';

export interface DiscriminatorChoice {
  readonly recipe: Pick<AdaptationRecipe, 'training' | 'perceptual'>;
  /** The generator's name, file or folder. */
  readonly generator: string;
  readonly discriminator?: string | undefined;
}

/** The file of a generator's discriminator: the given one, the one that ships, or the one in the generator's folder. */
function fileOf({ generator, discriminator }: DiscriminatorChoice): string | undefined {
  if (discriminator !== undefined) return discriminator;
  if (Object.hasOwn(knownGenerators, generator)) return knownGenerators[generator]!.discriminator;
  return ['D.pth', 'D.safetensors'].map((name) => join(generator, name)).find((file) => existsSync(file));
}

/**
 * The discriminator an adaptation begins with, where its recipe has an adversarial term; undefined where there is none, and
 * one is trained from fresh weights. The caller disposes the weights.
 *
 * @throws MismatchError where the file holds something else, or another generator's discriminator
 */
export async function openDiscriminator(
  choice: DiscriminatorChoice,
  generator: Generator,
  terminal: Terminal,
): Promise<Weights | undefined> {
  if (choice.recipe.training.adversarial.weight === 0) return undefined;
  const file = fileOf(choice);
  if (file === undefined) {
    terminal.note('no discriminator of the generator: one is trained from fresh weights');
    return undefined;
  }
  const { tensors } = await readTensorFile(file);
  return discriminatorFromTensors(tensors, generator.architecture.config, file);
}
