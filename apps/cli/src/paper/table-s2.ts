import { publishComparison } from '../compose/comparison.js';
import { reconstructionGrid } from '../compose/generation/reconstruction-grid.js';
import { withAdaptedSeasons } from './adapt-seasons.js';
import type { Experiment } from './experiment.js';

const experiment = { name: 'table-s2', mini: 'table-s2-mini', everyRank: true };

/** PSNR of a generator adapted to seasons, by rank. */
export const tableS2: Experiment = {
  title: 'PSNR of BigGAN-128 adapted to three seasons, R = 20 and 50',
  source: 'supplement, section E, table S2',
  data: 'transient-attributes:FOLDER, and --generator of a BigGAN-128',
  async run(request, stop, terminal) {
    await withAdaptedSeasons(experiment, request, { stop, terminal }, async (seasons) => {
      const { adapted, domains, generator, table, page } = seasons;
      const images = [];
      for (const domain of domains)
        images.push(
          await reconstructionGrid(
            domain,
            adapted.filter(({ name: own }) => own === domain.name),
            generator,
          ),
        );
      const ssim = adapted.map(({ name: domain, rank, quality, steps, seconds }) => {
        return {
          domain,
          rank,
          psnr: quality.psnr,
          ssim: quality.ssim,
          images: quality.images,
          steps,
          seconds,
        };
      });
      await publishComparison(
        { table, page: { ...page, images }, details: { reconstruction: ssim } },
        request,
        terminal,
      );
    });
  },
};
