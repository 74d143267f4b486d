import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { type GeneratorDomain, generate } from '@ftn/generation';
import { encodeApng, renderImageGrid } from '@ftn/report';
import { publishComparison } from '../compose/comparison.js';
import { imageRows, imagesOf } from '../compose/generation/image-rows.js';
import { type ImageSource, labelsFor } from '../compose/generation/image-source.js';
import { judgedNotes, judgeSeasons } from '../compose/generation/judge-seasons.js';
import { mixtureOf } from '../compose/generation/mix-shares.js';
import { openGeneratorAdapter } from '../compose/generation/open-generator-adapter.js';
import { walkFrames } from '../compose/generation/walk.js';
import { writeFigure } from '../compose/write-figure.js';
import type { Terminal } from '../terminal/terminal.js';
import { type AdaptedSeasons, withAdaptedSeasons } from './adapt-seasons.js';
import type { Experiment } from './experiment.js';

const name = 'figure-s5';
const experiment = { name, mini: 'mini-seasons', everyRank: false };

/** Columns of the picture and of the walk, and frames of the walk. */
const columns = 8;
const walkColumns = 5;
const frames = 48;

/** Writes the grid and the walk, and returns the grid. */
async function draw(
  { generator }: AdaptedSeasons,
  domains: readonly GeneratorDomain[],
  out: string,
  terminal: Terminal,
) {
  const mixture = domains.length > 1 ? [mixtureOf(halves(domains), domains)] : [];
  try {
    const base = { name: 'the generator itself', source: generator };
    const sources: ImageSource[] = [
      base,
      ...domains.map((domain) => ({ name: domain.name, source: domain })),
      ...mixture.map((source) => ({ name: `½ ${domains[0]!.name}, ½ ${domains.at(-1)!.name}`, source })),
    ];
    const { classes } = domains[0]!.identity;
    const labels = labelsFor(columns, classes);
    const rows = sources.map(({ name: row, source }) => {
      // Another domain's classes may be fewer than the generator's.
      const own = source === generator ? labelsFor(columns, numbersOf(generator)) : labels;
      return { name: row, images: imagesOf(generate(source, { labels: own, seed: 0 })) };
    });
    const heads = Array.from(labels, (label) => classes[label]!);
    const grid = imageRows('Generated images: the same latents in every row', heads, rows);
    await writeFigure(out, name, (options) => renderImageGrid(grid, options));
    const walking = sources.filter(({ source }) => source !== generator);
    const walk = walkFrames(walking, {
      labels: labelsFor(Math.min(walkColumns, classes.length), classes),
      seed: 0,
      frames,
      onFrame: (done) => terminal.progress('latent walk', { done, total: frames, detail: 'frames' }),
    });
    terminal.endProgress();
    await writeFileAtomic(join(out, `${name}-walk.png`), encodeApng(walk, { delay: 80 }));
    return grid;
  } finally {
    for (const domain of mixture) domain.dispose();
  }
}

/** Half of the first domain and half of the last. */
const halves = (domains: readonly GeneratorDomain[]) => `${domains[0]!.name}=0.5,${domains.at(-1)!.name}=0.5`;

const numbersOf = ({ architecture }: AdaptedSeasons['generator']) =>
  Array.from({ length: architecture.config.classes }, (_, i) => String(i));

/** Images of every season, a mixture of two and a walk through latents. */
export const figureS5: Experiment = {
  title: 'images of a generator adapted to four seasons',
  source: 'supplement, section E, figure S5',
  data: 'transient-attributes:FOLDER, and --generator of a BigGAN-128',
  async run(request, stop, terminal) {
    await withAdaptedSeasons(experiment, request, { stop, terminal }, async (seasons) => {
      const domains: GeneratorDomain[] = [];
      try {
        const highest = Math.max(...seasons.adapted.map(({ rank }) => rank ?? 0));
        for (const { folder, rank } of seasons.adapted)
          if (rank === highest) domains.push((await openGeneratorAdapter(folder, seasons.generator)).domain);
        const grid = await draw(seasons, domains, request.out, terminal);
        const { classifier } = seasons.recipe;
        const judged =
          classifier && (await judgeSeasons(classifier, seasons.generator, domains, stop, terminal));
        const notes = judged ? judgedNotes(judged, classifier) : [];
        for (const note of notes) terminal.note(note);
        const { table, page } = seasons;
        await publishComparison(
          {
            table,
            page: { ...page, images: [grid], notes: [...(page.notes ?? []), ...notes] },
            details: judged ? { judged } : {},
          },
          request,
          terminal,
        );
      } finally {
        for (const domain of domains) domain.dispose();
      }
    });
  },
};
