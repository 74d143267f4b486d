import { Domain } from '@ftn/adapters';
import type { ImageDataset } from '@ftn/datasets';
import type { GeneratorSection } from '@ftn/generation/node';
import {
  createSubject,
  evaluationLoader,
  evaluationSettings,
  featureDistances,
  loadRecipe,
  openBackbone,
  openData,
} from '@ftn/library/internal';
import { classificationTask } from '@ftn/tasks';
import { createMethod } from '@ftn/tensor-factors';
import { evaluate, systemOf, trainDomain } from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';

/** How many images a classifier takes for the season they are labelled with, in percent. */
export interface Recognised {
  readonly overall: number;
  readonly bySeason: Readonly<Record<string, number>>;
}

/** A classifier of seasons, and how often it is right about images it never saw. */
export interface SeasonClassifier extends Disposable {
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
  { train, test, epochs }: NonNullable<GeneratorSection['classifier']>,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<SeasonClassifier> {
  const recipe = loadRecipe('mini-domains', [`epochs=${epochs}`]);
  const { config, method } = systemOf(recipe, 'fine-tuning');
  // Other landscapes than those a generator is adapted to.
  const madeUp = { train, val: 1, test };
  const [data] = await openData('mini-seasons/all', { seed: 1, size: recipe.input.size, madeUp });
  const { name, classes } = data!;
  const task = classificationTask(classes);
  const subject = createSubject(data!, recipe, { seed: 0, targets: task.targets });
  const backbone = await openBackbone({ name: recipe.backbone });
  const domain = Domain.create({ name, backbone, method: createMethod(method), classes, seed: 0 });
  const dispose = () => {
    domain.dispose();
    backbone.dispose();
  };
  const settings = evaluationSettings(recipe);
  const recognise = async (images: ImageDataset): Promise<Recognised> => {
    await using loader = evaluationLoader(images, settings, { targets: task.targets });
    const { metrics, perClass } = await evaluate(domain, task, loader.batches(0));
    const shares = classes.flatMap((season, i) => {
      const { count, correct } = perClass![i]!;
      return count === 0 ? [] : [[season, (100 * correct) / count] as const];
    });
    return { overall: metrics[task.metric.name]!, bySeason: Object.fromEntries(shares) };
  };
  try {
    await trainDomain({
      domain,
      data: subject.train,
      config,
      observer: {
        onStep({ step, totalSteps }) {
          signal.throwIfAborted();
          terminal.progress('classifier of seasons', { done: step, total: totalSteps });
        },
      },
    });
    const real = await recognise(data!.test as ImageDataset);
    terminal.note(`the classifier of seasons is right about ${real.overall.toFixed(1)} % of test images`);
    const distances = (images: ImageDataset) =>
      featureDistances(data!.test as ImageDataset, images, { backbone, settings });
    const features = recipe.backbone;
    return { real, seasons: classes, recognise, features, distances, dispose, [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  } finally {
    await subject.close();
  }
}
