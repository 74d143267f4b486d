import { type BaseRecipe, baseRecipeSchema } from './base-recipe.js';

/** The small generator of summer landscapes that the other made-up seasons are adapted from. */
export const miniSeasonsBase: BaseRecipe = baseRecipeSchema.parse({
  title: 'A small BigGAN of summer landscapes',
  command: 'node scripts/seasons-base.mjs --out runs/seasons-base',
  time: '70 minutes on two cores beside other work; 0.44 s a step where there is none',
  // 1.16 million parameters: 2.3 MB as half floats.
  network: { resolution: 64, width: 12, classes: 5, latentSize: 40, sharedSize: 32, attention: [16] },
  data: { season: 'summer', perScene: 1000, flip: true },
  training: {
    // 156 batches an epoch: 7,020 steps.
    epochs: 45,
    batchSize: 32,
    // The rates of Brock et al. for large images, the generator's doubled for the small batch.
    generator: { kind: 'adam', rate: 2e-4 },
    discriminator: { kind: 'adam', rate: 4e-4 },
    average: { decay: 0.999, start: 1000 },
    standing: { batches: 16, batchSize: 64 },
    seed: 0,
  },
});
