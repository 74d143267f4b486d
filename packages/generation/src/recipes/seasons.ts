import { type AdaptationRecipe, adaptationRecipeSchema } from './adaptation-recipe.js';

const choices = {
  loss: 'reconstruction by L1 with a learned latent for each image: the source states none, and gives PSNR',
  linears: 'the linear layers are those of the conditional batch norms and the first one',
  patience: '400 steps: the source states a range of 200 to 600',
  'spectral norm': 'W/σ + ΔW, σ of the frozen W: the source states nothing',
};

/** BigGAN-128 adapted to the seasons of the Transient Attributes. */
export const transientSeasons: AdaptationRecipe = adaptationRecipeSchema.parse({
  title: 'BigGAN-128 in four seasons',
  source: 'supplement, section E',
  time: 'not measured',
  domains: ['winter', 'spring', 'autumn'],
  ranks: [20, 50],
  linears: 'norms+first',
  spectralNorm: 'after',
  training: {
    epochs: 2000,
    batchSize: 4,
    optimizers: {
      factors: { kind: 'adam', rate: 0.05 },
      linear: { kind: 'adam', rate: 0.001 },
      latents: { kind: 'adam', rate: 0.05 },
    },
    loss: { l1: 1 },
    patience: 400,
    seed: 0,
  },
  choices,
  paper: {
    winter: { 20: 18.11, 50: 22.23 },
    spring: { 20: 18.89, 50: 20.5 },
    autumn: { 20: 17.95, 50: 20.08 },
  },
});

/** The small generator of summer landscapes adapted to the other made-up seasons. */
export const miniSeasons: AdaptationRecipe = adaptationRecipeSchema.parse({
  ...transientSeasons,
  title: 'A small BigGAN in four made-up seasons',
  source: 'mini-seasons',
  time: 'not measured yet',
  ranks: [2, 8],
  training: {
    // 65 images make five batches an epoch: 250 steps.
    epochs: 50,
    batchSize: 16,
    optimizers: {
      factors: { kind: 'adam', rate: 0.02 },
      linear: { kind: 'adam', rate: 0.001 },
      latents: { kind: 'adam', rate: 0.05 },
    },
    loss: { l1: 1, pyramid: 0.5 },
    latents: { prior: 0.001 },
    patience: null,
    seed: 0,
  },
});
