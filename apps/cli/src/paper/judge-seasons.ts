import type { Generator } from '@ftn/backbones';
import type { ImageDataset } from '@ftn/datasets';
import { type GeneratorDomain, generate } from '@ftn/generation';
import type { GeneratorSection } from '@ftn/generation/node';
import { imagesOf } from '@ftn/library/internal';
import type { Terminal } from '../terminal/terminal.js';
import type { ExperimentRequest } from './experiment.js';
import { type Recognised, trainSeasonClassifier } from './season-classifier.js';

/** How a classifier labels generated seasons, and their distance from real ones. */
export interface JudgedSeasons {
  /** How often the classifier is right about real images it never saw. */
  readonly real: Recognised;
  readonly generated: Recognised;
  readonly images: number;
  /** Fréchet distances over a network's features, of the season's images and of those of the generator itself. */
  readonly distances: {
    readonly features: string;
    readonly adapted: Readonly<Record<string, number>>;
    readonly before: Readonly<Record<string, number>>;
  };
}

type Settings = NonNullable<GeneratorSection['classifier']>;

/** Generated images of each season. */
const perSeason = 200;

/** Images a source makes of latents drawn evenly over the classes, for each season, as a set whose labels are the seasons. */
function generatedSet(
  sources: readonly { readonly season: string; readonly source: Generator | GeneratorDomain }[],
  seasons: readonly string[],
  classes: number,
): ImageDataset {
  const labels = Int32Array.from({ length: perSeason }, (_, i) => i % classes);
  const all = sources.flatMap(({ season, source }) =>
    imagesOf(generate(source, { labels, seed: 1 })).map((image) => ({
      label: seasons.indexOf(season),
      image,
    })),
  );
  return {
    name: 'generated',
    classes: seasons,
    length: all.length,
    label: (index) => all[index]!.label,
    image(index) {
      const { width, height, rgb } = all[index]!.image;
      return { kind: 'pixels', data: rgb, width, height, channels: 3 };
    },
  };
}

/** Asks a classifier of real images which season the generated ones are of, and how far their features are from real ones. */
export async function judgeSeasons(
  settings: Settings,
  generator: Generator,
  domains: readonly GeneratorDomain[],
  request: ExperimentRequest,
  terminal: Terminal,
): Promise<JudgedSeasons> {
  using classifier = await trainSeasonClassifier(settings, request, terminal);
  const { classes } = generator.architecture.config;
  const setOf = (sourceOf: (domain: GeneratorDomain) => Generator | GeneratorDomain) => {
    const sources = domains.map((domain) => ({ season: domain.name, source: sourceOf(domain) }));
    return generatedSet(sources, classifier.seasons, classes);
  };
  const made = setOf((domain) => domain);
  return {
    real: classifier.real,
    generated: await classifier.recognise(made),
    images: perSeason,
    distances: {
      features: classifier.features,
      adapted: await classifier.distances(made),
      before: await classifier.distances(setOf(() => generator)),
    },
  };
}

const shares = ({ overall, bySeason }: Recognised) =>
  `${overall.toFixed(1)} % (${Object.entries(bySeason)
    .map(([season, share]) => `${season} ${share.toFixed(1)} %`)
    .join(', ')})`;

/** The judgement in words, made of its numbers. */
export function judgedNotes(
  { real, generated, images, distances }: JudgedSeasons,
  { train, test }: Settings,
): string[] {
  const { features, adapted, before } = distances;
  const apart = Object.entries(adapted).map(
    ([season, distance]) => `${season} ${distance.toFixed(2)} (${before[season]!.toFixed(2)})`,
  );
  return [
    `A classifier trained on ${train} images of each season, none of them generated, is right about ${shares(real)} of ${test} others each, and names the season of ${shares(generated)} of ${images} generated images each.`,
    `Fréchet distance to real images over the features of ${features} (not FID, which has those of Inception), and in brackets that of the generator before it was adapted: ${apart.join(', ')}.`,
  ];
}
