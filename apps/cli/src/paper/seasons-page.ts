import { countParameters, type Generator } from '@ftn/backbones';
import type { EngineInfo } from '@ftn/engine';
import type { AdaptationRecipe } from '@ftn/generation/node';
import type { ComparisonReport, CurveChart } from '@ftn/report';
import { displayNames } from '@ftn/library/internal';
import type { AdaptedDomain } from '../compose/generation/adapt-images.js';
import type { PsnrTable } from '../compose/generation/psnr-table.js';

/** The loss of every rank on one domain, by epoch. */
function lossCurves(domain: string, adapted: readonly AdaptedDomain[]): CurveChart {
  return {
    title: `Reconstruction loss on ${domain}`,
    xLabel: 'epoch',
    yLabel: 'mean loss of an epoch',
    curves: adapted
      .filter(({ name }) => name === domain)
      .map(({ rank, losses }) => ({
        label: `FTN R=${rank}`,
        points: losses.map((loss, i) => ({ x: i + 1, y: loss })),
      })),
  };
}

/** Everything the page of an experiment on the seasons shows, but its images. */
export function seasonsPage(about: {
  readonly recipe: AdaptationRecipe;
  readonly generator: Generator;
  readonly data: readonly string[];
  readonly adapted: readonly AdaptedDomain[];
  readonly table: PsnrTable;
  readonly command: string;
  readonly engine: EngineInfo;
}): ComparisonReport {
  const { recipe, generator, data, adapted, table } = about;
  const { training } = recipe;
  const rates = Object.entries(training.optimizers).map(([group, { kind, rate }]) => [
    group,
    `${kind} ${rate}`,
  ]);
  const [first] = adapted;
  const n = (value: number) => value.toLocaleString('en-US');
  const factors = adapted
    .filter(({ name }) => name === first!.name)
    .map(({ rank, counts }) => `${n(counts.convolutions)} at R = ${rank}`);
  return {
    title: recipe.title,
    description: recipe.source,
    table: { id: table.id, engine: table.engine, rows: [...table.rows, ...table.means] },
    curves: [...new Set(adapted.map(({ name }) => name))].map((name) => lossCurves(name, adapted)),
    samples: [],
    settings: {
      command: about.command,
      data: data.join(', '),
      generator: generator.architecture.name,
      'images of each domain': Object.fromEntries(
        adapted.filter(({ rank }) => rank === first!.rank).map(({ name, quality }) => [name, quality.images]),
      ),
      epochs: training.epochs,
      'batch size': training.batchSize,
      'steps taken': Object.fromEntries(adapted.map(({ name, rank, steps }) => [`${name} R=${rank}`, steps])),
      'learning rates': Object.fromEntries(rates),
      schedule: training.schedule,
      seed: training.seed,
      ...recipe.choices,
      engine: `${about.engine.name}, ${about.engine.threads} threads`,
    },
    notes: [
      'PSNR is the mean over images of each one’s, between bytes (peak 255), of images made from their learned latents; the images are those that were adapted to, as in the paper.',
      `The generator has ${n(countParameters(generator.architecture))} parameters. A season adds factors to its convolutions (${factors.join(', ')}) and ${n(first!.counts.linears)} scalars of linear layers; the table counts all seasons together.`,
    ],
    names: displayNames,
  };
}
