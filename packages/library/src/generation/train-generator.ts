import { resolve } from 'node:path';
import type { GeneratorSection } from '@ftn/generation/node';
import type { RunContext } from '../progress/run.js';
import type { ChosenSystem } from '../recipes/choose-system.js';
import type { TrainOptions } from '../train/options.js';
import { defaultFolder, planRuns } from '../train/plan-training.js';
import type { Trained } from '../train/trained.js';
import { adaptImages } from './adapt-images.js';
import type { ImageDomain } from './image-domains.js';
import { OpenAdaptation } from './open-adaptation.js';

/** Adapts a generator to every domain of the data, each in a separate folder, and measures how well it reconstructs the images. */
export async function trainGenerator(
  chosen: ChosenSystem,
  section: GeneratorSection,
  options: TrainOptions,
  context: RunContext,
): Promise<Trained[]> {
  await using open = await OpenAdaptation.open(chosen, section, options, context);
  const { wholes, generator, networks, engine } = open;
  const sized = open.sized(chosen);
  const out = options.out === undefined ? defaultFolder(wholes, sized) : resolve(options.out);
  const runs = planRuns(wholes, sized.recipe, { out });
  const domains: ImageDomain[] = [];
  for (const { data } of runs) domains.push(await open.images(data, sized, context));
  context.stop.throwIfRequested();
  const trained: Trained[] = [];
  for (const [i, run] of runs.entries()) {
    const images = domains[i]!;
    const job = { run, images, chosen: sized, section, generator, networks, engine, options };
    trained.push(await adaptImages(job, context));
  }
  return trained;
}
