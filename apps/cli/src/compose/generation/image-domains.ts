import { resolve } from 'node:path';
import {
  createBatchLoader,
  generatorInput,
  type ImageDataset,
  openTransientAttributes,
  seasons,
} from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { ImageSet } from '@ftn/generation';
import type { AdaptationRecipe } from '@ftn/generation/node';
import type { Terminal } from '../../terminal/terminal.js';
import { parseData } from '../data/openers.js';
import { openData } from '../data-source.js';

/** The images a generator is adapted to, in memory. */
export interface ImageDomain {
  readonly name: string;
  readonly classes: readonly string[];
  readonly images: ImageSet;
}

export interface ImageDomainOptions {
  /** Height and width of the generator's images. */
  readonly size: number;
  readonly recipe: Pick<AdaptationRecipe, 'classes' | 'madeUp' | 'domains'>;
  readonly seed: number;
  /** At most so many images of each class. */
  readonly limit?: number | undefined;
  readonly workers?: number | undefined;
  readonly terminal: Terminal;
}

type NamedDataset = readonly [name: string, dataset: ImageDataset];

/** The seasons of the Transient Attributes; what was chosen is told beside what the paper had. */
async function transientSeasons(root: string, terminal: Terminal): Promise<NamedDataset[]> {
  const found = await openTransientAttributes(resolve(root));
  const chosen = found.counts.map(({ season, images, published }) => `${season} ${images} (${published})`);
  terminal.note(
    `images of each season (the paper's): ${chosen.join(', ')}; left out: ${found.night} by night, ${found.unsure} of no sure season`,
  );
  return seasons.map((season) => [season, found.seasons[season]]);
}

async function datasetsOf(spec: string, options: ImageDomainOptions): Promise<NamedDataset[]> {
  const { word, place } = parseData(spec);
  if (word === 'transient-attributes') return transientSeasons(place, options.terminal);
  const { seed, size, limit, recipe } = options;
  const domains = await openData(spec, { seed, size, limit, perClass: recipe.madeUp, holdOut: 0 });
  return domains.map(({ name, train }) => [name, train]);
}

/** Every image of a set, stretched to `size`, as bytes. */
async function readImages(
  [name, dataset]: NamedDataset,
  { size, workers, terminal }: ImageDomainOptions,
): Promise<ImageSet['pixels']> {
  const pixels = new Uint8ClampedArray(dataset.length * size * size * 3);
  const loader = createBatchLoader({
    dataset,
    batchSize: 32,
    transforms: generatorInput(size),
    ...(workers === undefined ? {} : { workers }),
  });
  let at = 0;
  try {
    for await (const { images } of loader.batches(0)) {
      for (const value of images) pixels[at++] = (value + 1) * 127.5;
      if (dataset.image(0).kind === 'file')
        terminal.progress(`${name}: reading`, { done: at / (size * size * 3), total: dataset.length });
    }
  } finally {
    await loader.close();
    terminal.endProgress();
  }
  return pixels;
}

/**
 * The images of every domain a `--data` word names, those of the recipe where there are several.
 *
 * @throws UsageError where the data has none of the recipe's domains
 */
export async function openImageDomains(spec: string, options: ImageDomainOptions): Promise<ImageDomain[]> {
  const found = await datasetsOf(spec, options);
  const { domains: wanted, classes: kind } = options.recipe;
  const named = wanted.flatMap((name) => found.filter(([own]) => own === name));
  const chosen = found.length === 1 ? found : named;
  if (chosen.length === 0) {
    const names = found.map(([name]) => name);
    throw new UsageError(`'${spec}' has none of the recipe's domains`, {
      expected: wanted.join(', '),
      got: names.join(', '),
      hint: `Name those to adapt to: --set 'domains=[${names[0]}]'.`,
    });
  }
  const domains: ImageDomain[] = [];
  for (const [name, dataset] of chosen) {
    if (dataset.length === 0) throw new UsageError(`the domain '${name}' has no images`, { got: spec });
    const pixels = await readImages([name, dataset], options);
    const one = kind === 'one';
    const labels = Int32Array.from({ length: dataset.length }, (_, i) => (one ? 0 : dataset.label(i)));
    domains.push({
      name,
      classes: one ? [name] : dataset.classes,
      images: { size: options.size, pixels, labels },
    });
  }
  return domains;
}
