import { openGenerator, openWholes, Run, readImageDomain } from '@ftn/library/internal';
import { publishComparison } from '../files/publish.js';
import { showRun } from '../terminal/show-run.js';
import { adaptSeasons } from './adapt-seasons.js';
import type { Experiment, ExperimentRequest } from './experiment.js';
import { reconstructionGrid } from './reconstruction-grid.js';
import type { SeasonsPlan } from './seasons-plan.js';

const experiment = { name: 'table-s2', mini: 'table-s2-mini', everyRank: true };

/** The images the seasons were adapted to, in memory. */
function imagesOf(
  { recipe, generator, data }: SeasonsPlan,
  { workers, limit, signal }: Pick<ExperimentRequest, 'workers' | 'limit' | 'signal'>,
) {
  return new Run(async (context) => {
    const section = recipe.generator!;
    const network = await openGenerator(generator, section.expected);
    const { resolution: size } = network.architecture.config;
    network.dispose();
    const { seed, madeUp, domains } = recipe;
    const wholes = await openWholes(data, { opening: { seed, size, madeUp, limit }, domains });
    const read = [];
    for (const whole of wholes)
      read.push(await readImageDomain(whole, { size, recipe, classes: section.classes, workers }, context));
    return read;
  }, signal);
}

/** PSNR of a generator adapted to seasons, by rank. */
export const tableS2: Experiment = {
  title: 'PSNR of BigGAN-128 adapted to three seasons',
  ranks: 'R = 20 and 50',
  source: 'supplement, section E, table S2',
  data: 'transient-attributes:FOLDER, and --generator of a BigGAN-128',
  kind: 'transient-attributes',
  backbone: 'biggan128',
  compares: 'seasons',
  async run(request, terminal) {
    const { plan, adapted, table, page, details } = await adaptSeasons(experiment, request, terminal);
    const domains = await showRun(imagesOf(plan, request), terminal);
    const images = [];
    for (const domain of domains) {
      const own = adapted.filter((one) => one.domain === domain.data.name);
      images.push(await reconstructionGrid(domain, own, plan.generator));
    }
    const reconstruction = adapted.map(({ domain, system, metrics, reconstruction: how, seconds }) => ({
      domain,
      rank: system.rank,
      psnr: metrics.PSNR,
      ssim: metrics.SSIM,
      images: how!.images,
      steps: how!.steps,
      seconds,
    }));
    const pages = { table, page: { ...page, images }, details: { ...details, reconstruction } };
    await publishComparison(pages, request, terminal);
    return pages;
  },
};
