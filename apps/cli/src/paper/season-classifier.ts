import { join } from 'node:path';
import type { ImageDataset } from '@ftn/datasets';
import type { GeneratorSection } from '@ftn/generation/node';
import {
  compare,
  evaluationLoader,
  evaluationSettings,
  featureDistances,
  loadRecipe,
  openAdapters,
  openBackbone,
  openData,
} from '@ftn/library/internal';
import { classificationTask } from '@ftn/tasks';
import { wholeNetworkMethod } from '@ftn/tensor-factors';
import { evaluate, type TaskResult } from '@ftn/training';
import { requireNoneFailed } from '../terminal/failed-runs.js';
import { showRun } from '../terminal/show-run.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ExperimentRequest } from './experiment.js';

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

/** Shares of a test in percent. */
function recognised(
  { metrics, metric, perClass }: Pick<TaskResult, 'metrics' | 'metric' | 'perClass'>,
  classes: readonly string[],
) {
  const shares = classes.flatMap((season, i) => {
    const { count, correct } = perClass![i]!;
    return count === 0 ? [] : [[season, (100 * correct) / count] as const];
  });
  return { overall: metrics[metric]!, bySeason: Object.fromEntries(shares) };
}

/**
 * Trains a classifier on the made-up seasons alone, as a plan of one run in a folder beside the generator's: it never learns from a
 * generated image.
 */
export async function trainSeasonClassifier(
  { train, test, epochs }: NonNullable<GeneratorSection['classifier']>,
  { out, runs, threads, workers, command, signal }: ExperimentRequest,
  terminal: Terminal,
): Promise<SeasonClassifier> {
  // Other landscapes than those a generator is adapted to.
  const madeUp = { train, val: 1, test };
  const drawn = { seed: 1, madeUp };
  const set = [`epochs=${epochs}`, 'keep=last', `seed=${drawn.seed}`, `madeUp=${JSON.stringify(madeUp)}`];
  const named = 'mini-domains';
  const recipe = loadRecipe(named, set);
  const spec = 'mini-seasons/all';
  const methods = [wholeNetworkMethod];
  const of = { data: spec, recipe: named, set, methods, seeds: [0] };
  const kept = { out: join(out, 'classifier'), runs };
  const found = await showRun(compare({ ...of, ...kept, threads, workers, command, signal }), terminal);
  requireNoneFailed(found);
  const [data] = await openData(spec, { ...drawn, size: recipe.input.size });
  const { classes } = data!;
  const real = recognised(found.results[0]!, classes);
  terminal.note(`the classifier of seasons is right about ${real.overall.toFixed(1)} % of test images`);
  const task = classificationTask(classes);
  const opened = await openAdapters(found.adapters.map(({ folder }) => folder));
  const backbone = await openBackbone({ name: recipe.backbone });
  const settings = evaluationSettings(recipe);
  const recognise = async (images: ImageDataset): Promise<Recognised> => {
    await using loader = evaluationLoader(images, settings, { targets: task.targets });
    const { domain } = opened.adapters[0]!.adapter;
    const measured = await evaluate(domain, task, loader.batches(0));
    return recognised({ ...measured, metric: task.metric.name }, classes);
  };
  const distances = (images: ImageDataset) =>
    featureDistances(data!.test as ImageDataset, images, { backbone, settings });
  const dispose = () => {
    opened[Symbol.dispose]();
    backbone.dispose();
  };
  const features = recipe.backbone;
  return { real, seasons: classes, recognise, features, distances, dispose, [Symbol.dispose]: dispose };
}
