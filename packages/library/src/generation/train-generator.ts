import { resolve } from 'node:path';
import { startEngine } from '@ftn/engine';
import type { GeneratorSection } from '@ftn/generation/node';
import { parseData } from '../data/sources.js';
import { listOf } from '../one-or-several.js';
import type { RunContext } from '../progress/run.js';
import type { ChosenSystem } from '../recipes/choose-system.js';
import type { TrainOptions } from '../train/options.js';
import { defaultFolder, planRuns } from '../train/plan-training.js';
import type { Trained } from '../train/trained.js';
import { adaptImages } from './adapt-images.js';
import { type ImageDomain, openWholes, readImageDomain } from './image-domains.js';
import { type LossNetworks, openLossNetworks } from './loss-networks.js';
import { openGenerator } from './open-generator.js';

/** Adapts a generator to every domain of the data, each in a separate folder, and measures how well it reconstructs the images. */
export async function trainGenerator(
  chosen: ChosenSystem,
  section: GeneratorSection,
  options: TrainOptions,
  context: RunContext,
): Promise<Trained[]> {
  const { emit, stop } = context;
  const { limit, skipBroken, workers, discriminator, weights } = options;
  const specs = listOf(options.data);
  // A wrong word is said before an engine starts for nothing.
  for (const spec of specs) parseData(spec);
  const engine = await startEngine();
  emit({ kind: 'engine', engine });
  const generator = await openGenerator(chosen.recipe.backbone, section.expected);
  let networks: LossNetworks | undefined;
  try {
    const choice = { section, generator: chosen.recipe.backbone, discriminator, weights };
    networks = await openLossNetworks(choice, generator, emit);
    const { resolution: size } = generator.architecture.config;
    const sized = { ...chosen, recipe: { ...chosen.recipe, input: { ...chosen.recipe.input, size } } };
    const { recipe } = sized;
    const { seed, madeUp, domains: named } = recipe;
    const opening = { seed, size, madeUp, limit, skipBroken };
    const wholes = await openWholes(specs, { opening, domains: named });
    for (const text of new Set(wholes.flatMap(({ notes }) => notes))) emit({ kind: 'note', text });
    for (const { name, train } of wholes)
      emit({
        kind: 'note',
        text: `${name}: ${train.length.toLocaleString('en-US')} images, each learned and measured`,
      });
    const out = options.out === undefined ? defaultFolder(wholes, sized) : resolve(options.out);
    const runs = planRuns(wholes, recipe, { out });
    const reading = { size, recipe, classes: section.classes, workers };
    const domains: ImageDomain[] = [];
    for (const { data } of runs) domains.push(await readImageDomain(data, reading, context));
    stop.throwIfRequested();
    const trained: Trained[] = [];
    for (const [i, run] of runs.entries()) {
      const images = domains[i]!;
      const job = { run, images, chosen: sized, section, generator, networks, engine, options };
      trained.push(await adaptImages(job, context));
    }
    return trained;
  } finally {
    networks?.dispose();
    generator.dispose();
  }
}
