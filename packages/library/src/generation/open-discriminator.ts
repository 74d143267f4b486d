import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Generator, Weights } from '@ftn/backbones';
import { readTensorFile } from '@ftn/checkpoints/node';
import { discriminatorFromTensors } from '@ftn/generation';
import { shippedWeights } from '../files/package-files.js';
import { knownGenerators } from './open-generator.js';

/** The discriminator of an adversarial term. */
export interface DiscriminatorChoice {
  /** The generator's name, file or folder. */
  readonly generator: string;
  /** The discriminator's file; default the one that ships, or the one in the generator's folder. */
  readonly discriminator?: string | undefined;
}

/** The file of the discriminator that a generator's adversarial term starts with; null without one. */
export function discriminatorFile({ generator, discriminator }: DiscriminatorChoice): string | null {
  if (discriminator !== undefined) return discriminator;
  if (knownGenerators.has(generator)) return shippedWeights(`${generator}-discriminator`);
  const beside = ['D.pth', 'D.safetensors'].map((name) => join(generator, name));
  return beside.find((file) => existsSync(file)) ?? null;
}

/**
 * The discriminator an adversarial term starts with; null if there is no such term. The caller disposes the weights.
 *
 * @throws MismatchError where the file holds something else, or another generator's discriminator
 */
export async function openDiscriminator(
  choice: DiscriminatorChoice,
  generator: Generator,
): Promise<Weights | null> {
  const file = discriminatorFile(choice);
  if (file === null) return null;
  const { tensors } = await readTensorFile(file);
  return discriminatorFromTensors(tensors, generator.architecture.config, file);
}
