import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { generate } from '@ftn/generation';
import {
  type ImageSource,
  imageRows,
  imagesOf,
  labelsFor,
  labelsOfSources,
  mixtureOf,
  openGeneratorAdapters,
  readAdapters,
  walkFrames,
} from '@ftn/library/internal';
import { encodeApng, type ImageGrid, renderImageGrid } from '@ftn/report';
import { publishComparison } from '../files/publish.js';
import { writeFigure } from '../files/write-figure.js';
import type { Terminal } from '../terminal/terminal.js';
import { adaptSeasons } from './adapt-seasons.js';
import { type Experiment, headingOf } from './experiment.js';
import { judgedNotes, judgeSeasons } from './judge-seasons.js';

const name = 'figure-s5';
const title = 'images of a generator adapted to four seasons';
const experiment = { name, mini: 'mini-seasons', everyRank: false };

/** Columns of the picture and of the walk, and frames of the walk. */
const columns = 8;
const walkColumns = 5;
const frames = 48;

type Opened = Awaited<ReturnType<typeof openGeneratorAdapters>>;

/** Half of the first domain and half of the last. */
const halves = ({ domains }: Opened) => `${domains[0]!.name}=0.5,${domains.at(-1)!.name}=0.5`;

/** Writes the grid and the walk, and returns the grid. */
async function draw(opened: Opened, out: string, terminal: Terminal): Promise<ImageGrid> {
  const { generator, domains } = opened;
  const mixture = domains.length > 1 ? [mixtureOf(halves(opened), domains)] : [];
  try {
    const { classes } = domains[0]!.identity;
    const numbers = Array.from({ length: generator.architecture.config.classes }, (_, i) => String(i));
    const seasons: ImageSource[] = [
      ...domains.map((source) => ({ name: source.name, source, classes })),
      ...mixture.map((source) => ({
        name: `½ ${domains[0]!.name}, ½ ${domains.at(-1)!.name}`,
        source,
        classes,
      })),
    ];
    const base = { name: 'the generator itself', source: generator, classes: numbers };
    const labels = labelsFor(columns, classes);
    const rows = [base, ...seasons].map(({ name: row, source }) => {
      // Another domain's classes may be fewer than the generator's.
      const own = source === generator ? labelsFor(columns, numbers) : labels;
      return { name: row, images: imagesOf(generate(source, { labels: own, seed: 0 })) };
    });
    const heads = Array.from(labels, (label) => classes[label]!);
    const grid = imageRows('Generated images: the same latents in every row', heads, rows);
    await writeFigure(out, name, (options) => renderImageGrid(grid, options));
    const walk = walkFrames(seasons, {
      labels: labelsOfSources(seasons, Math.min(walkColumns, classes.length), undefined),
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

/** Images of every season, a mixture of two and a walk through latents. */
export const figureS5: Experiment = {
  title,
  source: 'supplement, section E, figure S5',
  data: 'transient-attributes:FOLDER, and --generator of a BigGAN-128',
  kind: 'transient-attributes',
  backbone: 'biggan128',
  compares: 'seasons',
  async run(request, terminal) {
    const { plan, adapted, table, page, details } = await adaptSeasons(experiment, request, terminal);
    const highest = Math.max(...adapted.map(({ system }) => system.rank ?? 0));
    const folders = adapted.filter(({ system }) => system.rank === highest).map(({ folder }) => folder);
    using opened = await openGeneratorAdapters(await readAdapters(folders), plan.generator);
    const grid = await draw(opened, request.out, terminal);
    const { classifier } = plan.recipe.generator!;
    const { generator, domains } = opened;
    const judged = classifier && (await judgeSeasons(classifier, generator, domains, request, terminal));
    const notes = judged ? judgedNotes(judged, classifier) : [];
    for (const note of notes) terminal.note(note);
    const pages = {
      table,
      page: {
        ...page,
        title: headingOf({ title }, request.mini),
        images: [grid],
        notes: [...(page.notes ?? []), ...notes],
      },
      details: { ...details, ...(judged ? { judged } : {}) },
    };
    await publishComparison(pages, request, terminal);
    return pages;
  },
};
