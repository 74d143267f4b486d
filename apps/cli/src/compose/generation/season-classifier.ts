import { Domain } from '@ftn/adapters';
import type { ImageDataset } from '@ftn/datasets';
import type { AdaptationRecipe } from '@ftn/generation/node';
import { createMethod } from '@ftn/tensor-factors';
import { evaluateDomain, systemOf, trainDomain } from '@ftn/training';
import type { Terminal } from '../../terminal/terminal.js';
import { openBackbone } from '../backbone.js';
import { openData } from '../data-source.js';
import { createLoaders, evaluationLoader, evaluationSettings } from '../loaders.js';
import { loadRecipe } from '../recipes.js';
import type { StopSignal } from '../stop-signal.js';
import { featureDistances } from './feature-distance.js';

/** How many images a classifier takes for the season they are labelled with, in percent. */
export interface Recognised {
  readonly overall: number;
  readonly bySeason: Readonly<Record<string, number>>;
}

/** A classifier of seasons, and how often it is right about images it never saw. */
export interface SeasonClassifier {
  readonly real: Recognised;
  /** The seasons it tells apart, in the order of its labels. */
  readonly seasons: readonly string[];
  recognise(images: ImageDataset): Promise<Recognised>;
  /** The network whose features `distances` compares: the one the classifier began as, not trained on seasons. */
  readonly features: string;
  /** The Fréchet distance of images to real ones, by season. */
  distances(images: ImageDataset): Promise<Record<string, number>>;
  dispose(): void;
}

/** Trains a classifier on the made-up seasons alone; it never learns from a generated image. */
export async function trainSeasonClassifier(
  { train, test, epochs }: NonNullable<AdaptationRecipe['classifier']>,
  stop: StopSignal,
  terminal: Terminal,
): Promise<SeasonClassifier> {
  const recipe = loadRecipe('mini-domains', [`epochs=${epochs}`]);
  const { config, method } = systemOf(recipe, 'fine-tuning');
  // Other landscapes than those a generator is adapted to.
  const perClass = { train, val: 1, test };
  const [data] = await openData('mini-seasons/all', { seed: 1, size: recipe.input.size, perClass });
  const { name, classes } = data!;
  const loaders = createLoaders(data!, recipe, { seed: 0 });
  const backbone = await openBackbone({ name: recipe.backbone });
  const domain = Domain.create({ name, backbone, method: createMethod(method), classes, seed: 0 });
  const dispose = () => {
    domain.dispose();
    backbone.dispose();
  };
  const recognise = async (images: ImageDataset): Promise<Recognised> => {
    const loader = evaluationLoader(images, evaluationSettings(recipe));
    try {
      const { top1, perClass } = await evaluateDomain(domain, loader.batches(0));
      const shares = classes.map((season, i) => [season, perClass[i]!.accuracy] as const);
      const there = shares.filter(([, share]) => !Number.isNaN(share));
      return { overall: top1, bySeason: Object.fromEntries(there) };
    } finally {
      await loader.close();
    }
  };
  try {
    await trainDomain({
      domain,
      data: loaders.train,
      config,
      observer: {
        onStep({ step, totalSteps }) {
          stop.throwIfRequested();
          terminal.progress('classifier of seasons', { done: step, total: totalSteps });
        },
      },
    });
    const real = await recognise(data!.test);
    terminal.note(`the classifier of seasons is right about ${real.overall.toFixed(1)} % of test images`);
    const distances = (images: ImageDataset) =>
      featureDistances(data!.test, images, { backbone, settings: evaluationSettings(recipe) });
    return { real, seasons: classes, recognise, features: recipe.backbone, distances, dispose };
  } catch (error) {
    dispose();
    throw error;
  } finally {
    await loaders.close();
  }
}
