import type { Generator, Weights } from '@ftn/backbones';
import type { GeneratorSection, PerceptualFeatures } from '@ftn/generation/node';
import { openBackbone } from '../networks/open-backbone.js';
import type { Emit } from '../progress/events.js';
import { type DiscriminatorChoice, openDiscriminator } from './open-discriminator.js';

/** The networks of an adaptation's loss. */
export interface LossNetworksChoice extends DiscriminatorChoice {
  /** What the recipe's loss has terms for. */
  readonly section: Pick<GeneratorSection, 'loss' | 'adversarial' | 'perceptual'>;
  /** Weights of the classifier whose features the perceptual term compares; default those that ship with the library. */
  readonly weights?: string | undefined;
}

/** The networks an adaptation's loss uses in addition to the generator. */
export interface LossNetworks {
  readonly discriminator?: Weights | undefined;
  readonly perceptual?: PerceptualFeatures | undefined;
  dispose(): void;
}

/** Opens what the recipe's loss has terms for: the discriminator, the classifier of the perceptual term. */
export async function openLossNetworks(
  choice: LossNetworksChoice,
  generator: Generator,
  emit: Emit,
): Promise<LossNetworks> {
  const { loss, adversarial, perceptual } = choice.section;
  const opened = adversarial.weight > 0 ? await openDiscriminator(choice, generator) : null;
  if (adversarial.weight > 0 && opened === null) {
    const text = 'no discriminator of the generator: one is trained from fresh weights';
    emit({ kind: 'note', text });
  }
  const discriminator = opened ?? undefined;
  const free = () => {
    for (const tensor of discriminator?.values() ?? []) tensor.dispose();
  };
  if (loss.perceptual === 0) return { discriminator, dispose: free };
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
