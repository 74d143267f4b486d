import type { Generator, Weights } from '@ftn/backbones';
import type { PerceptualFeatures } from '@ftn/generation/node';
import type { Terminal } from '../../terminal/terminal.js';
import { openBackbone } from '../backbone.js';
import { type DiscriminatorChoice, openDiscriminator } from './open-discriminator.js';

export interface JudgesChoice extends DiscriminatorChoice {
  /** Weights of the classifier the perceptual term asks; default those that ship. */
  readonly weights?: string | undefined;
}

/** The networks an adaptation's loss asks besides the generator. */
export interface Judges {
  readonly discriminator?: Weights | undefined;
  readonly perceptual?: PerceptualFeatures | undefined;
  dispose(): void;
}

/** Opens what the recipe's loss has terms for: the discriminator, the classifier of the perceptual term. */
export async function openJudges(
  choice: JudgesChoice,
  generator: Generator,
  terminal: Terminal,
): Promise<Judges> {
  const { perceptual, training } = choice.recipe;
  const discriminator = await openDiscriminator(choice, generator, terminal);
  const free = () => {
    for (const tensor of discriminator?.values() ?? []) tensor.dispose();
  };
  if (training.loss.perceptual === 0) return { discriminator, dispose: free };
  const { backbone: name, ...how } = perceptual;
  try {
    const backbone = await openBackbone({ name, weights: choice.weights });
    const dispose = () => {
      free();
      backbone.dispose();
    };
    return { discriminator, perceptual: { backbone, ...how }, dispose };
  } catch (error) {
    free();
    throw error;
  }
}
