import { join } from 'node:path';
import { countParameters, type Generator, type Weights } from '@ftn/backbones';
import { type EngineInfo, startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import type { AdaptationRecipe } from '@ftn/generation/node';
import type { ComparisonReport, CurveChart } from '@ftn/report';
import { displayNames } from '../compose/display-names.js';
import { engineLine } from '../compose/engine-line.js';
import { type AdaptedDomain, adaptImages } from '../compose/generation/adapt-images.js';
import { adaptationConfig } from '../compose/generation/generator-choice.js';
import { loadGeneratorRecipe } from '../compose/generation/generator-recipes.js';
import { type ImageDomain, openImageDomains } from '../compose/generation/image-domains.js';
import { openDiscriminator } from '../compose/generation/open-discriminator.js';
import { openGenerator, shippedGenerator } from '../compose/generation/open-generator.js';
import { type PsnrTable, psnrTable } from '../compose/generation/psnr-table.js';
import type { StopSignal } from '../compose/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ExperimentRequest } from './experiment.js';

/** What an experiment on the seasons adapts, and to what. */
interface SeasonsPlan {
  readonly recipe: AdaptationRecipe;
  readonly generator: string;
  readonly discriminator?: string | undefined;
  readonly data: readonly string[];
}

/** Generators adapted to every season at every rank, with the table and the page that show them. */
export interface AdaptedSeasons {
  readonly recipe: AdaptationRecipe;
  readonly generator: Generator;
  readonly engine: EngineInfo;
  readonly domains: readonly ImageDomain[];
  /** By rank, then by domain. */
  readonly adapted: readonly AdaptedDomain[];
  readonly table: PsnrTable;
  readonly page: ComparisonReport;
}

function planSeasons(name: string, request: ExperimentRequest): SeasonsPlan {
  const { mini, data, generator, discriminator, set, seeds, methods, tune } = request;
  const [seed = 0, ...otherSeeds] = seeds;
  if (methods || tune || otherSeeds.length > 0) {
    throw new UsageError(`'ftn reproduce ${name}' trains FTN with one seed`, {
      expected: 'no --methods, no --tune, one number in --seeds',
      hint: "Other methods: 'ftn train --generator'.",
    });
  }
  const recipe = (file: string) => loadGeneratorRecipe(file, [`training.seed=${seed}`, ...set]);
  if (mini) {
    if (data.length > 0) {
      throw new UsageError('--mini and --data exclude each other', {
        hint: '--mini draws its own images; leave one of them out.',
      });
    }
    return {
      recipe: recipe('mini-seasons'),
      generator: generator ?? shippedGenerator,
      data: ['mini-seasons'],
      discriminator,
    };
  }
  if (data.length > 0 && generator !== undefined)
    return { recipe: recipe('seasons'), generator, discriminator, data };
  throw new UsageError(`'ftn reproduce ${name}' needs the data and the generator`, {
    expected: '--data transient-attributes:FOLDER and --generator G_ema.pth',
    hint: `'ftn reproduce ${name} --mini' runs it on made-up data.`,
  });
}

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

function pageOf(
  { recipe, generator, data }: Omit<SeasonsPlan, 'generator'> & { generator: Generator },
  adapted: readonly AdaptedDomain[],
  table: PsnrTable,
  about: { command: string; engine: EngineInfo },
): ComparisonReport {
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

/**
 * Adapts the generator to every season at every rank, each in its own folder under `out`, hands everything to `use`, and
 * frees it.
 */
export async function withAdaptedSeasons<T>(
  name: string,
  request: ExperimentRequest & { readonly highestRankOnly?: boolean },
  { stop, terminal }: { stop: StopSignal; terminal: Terminal },
  use: (seasons: AdaptedSeasons) => Promise<T>,
): Promise<T> {
  const plan = planSeasons(name, request);
  const { recipe, data } = plan;
  const { out, resume, command, workers, highestRankOnly = false } = request;
  const ranks = request.ranks ?? (highestRankOnly ? [Math.max(...recipe.ranks)] : recipe.ranks);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const generator = await openGenerator(plan.generator, recipe.generator);
  let discriminator: Weights | undefined;
  try {
    discriminator = await openDiscriminator(plan, generator, terminal);
    const size = generator.architecture.config.resolution;
    const domains: ImageDomain[] = [];
    const reading = { size, recipe, seed: recipe.training.seed, workers, terminal };
    for (const spec of data) domains.push(...(await openImageDomains(spec, reading)));
    const adapted: AdaptedDomain[] = [];
    for (const rank of ranks) {
      const chosen = { recipe: { ...recipe, ranks: [rank] }, method: 'ftn', options: { rank } };
      const config = adaptationConfig(chosen, command);
      for (const domain of domains) {
        const directory = join(out, `ftn-R-${rank}`, domain.name);
        const run = { ...chosen, generator, discriminator, data: domain, engine, directory, config, resume };
        const done = await adaptImages({ ...run, stop, terminal });
        terminal.note(
          `${domain.name} R=${rank}: PSNR ${done.quality.psnr.toFixed(2)} dB, ${done.steps} steps`,
        );
        adapted.push(done);
      }
    }
    const id = request.mini ? `${name}-mini` : name;
    const table = psnrTable({ id, engine: engine.name, generator, recipe, adapted });
    const page = pageOf({ recipe, generator, data }, adapted, table, { command, engine });
    return await use({ recipe, generator, engine, domains, adapted, table, page });
  } finally {
    for (const tensor of discriminator?.values() ?? []) tensor.dispose();
    generator.dispose();
  }
}
